import { createHash } from 'node:crypto';
import type { AnsweredStatement, Finished } from '../seeing/finished.js';

/** What the log says of an operation that is finished: never its variables, nor its document, which hold what is confidential. */
export function inLine({ operation, operationName, role, accountId, charge, statements, errorCodes }: Finished): object {
  return { operation, operationName, role, accountId, cost: charge?.rows, statements, errorCodes };
}

/** A line holds no more of a statement. The whole text is in the trace, and what it begins with is enough to find it in pg_stat_statements. */
const MOST_CHARACTERS = 1_000;

/** The same of one that was slow, with where its time went. */
export function slowLine(finished: Finished): object {
  const { requestId, traceId, document, durationMs, slowest } = finished;
  return {
    requestId,
    traceId,
    ...inLine(finished),
    documentHash: hashOf(document?.loc?.source.body),
    durationMs: Math.round(durationMs),
    slowest: slowest.map(statementInLine),
  };
}

function statementInLine({ text, durationMs, rows, code }: AnsweredStatement): object {
  const short = text.replaceAll(/\s+/g, ' ').trim();
  return {
    text: short.length > MOST_CHARACTERS ? `${short.slice(0, MOST_CHARACTERS)}…` : short,
    durationMs: Math.round(durationMs),
    rows,
    code: code ?? undefined,
  };
}

/** By this an operation without a name is known again, and a registered one is what clients call it by. */
function hashOf(source: string | undefined): string | undefined {
  return source === undefined ? undefined : createHash('sha256').update(source).digest('hex');
}
