import { organisationOf } from '../access/viewer.js';
import { Contribution } from '../contribution/contribution.entity.js';
import { expectStep, isReplaced, STEPS } from '../contribution/contribution.steps.js';
import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import { AppError } from '../shared/errors/app-error.js';
import { encodeId } from '../shared/id.js';
import { nameZh } from '../shared/names-zh.js';
import { alias, type Executor, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectAll, selectOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { insertRow, updateRow } from '../writing/rows.js';
import { checkedText } from '../writing/text.rules.js';
import { type WritingContext, write } from '../writing/write.js';
import { isViewers } from './closing.reading.js';
import { CorrectionRequest } from './correction-request.entity.js';
import type { AskForCorrectionInput } from './correction-request.input.js';
import { type AskingFacts, checkAsking } from './correction-request.rules.js';

/** Asks the level above for one correction in closed periods. */
export function askForCorrection(context: WritingContext, input: AskForCorrectionInput, idempotencyKey: string): Promise<Written> {
  return write<AskingFacts>(context, {
    action: 'askForCorrection',
    input,
    idempotencyKey,
    load: (transaction) => loadAsking(transaction, context, input.contribution),
    permits: ({ isPermitted }) => isPermitted,
    check: (facts, broken) => {
      expectStep('askForCorrection', facts);
      checkedText(broken, ['input', 'reason'], input.reason, { max: 500, prose: true });
      checkAsking(broken, facts);
    },
    write: async (transaction, facts) => {
      const { viewer } = context;
      const id = await insertRow(transaction, CorrectionRequest, {
        contribution: facts.id,
        reason: normaliseText(input.reason),
        askedFor: organisationOf(viewer),
        role: viewer.role,
        partner: viewer.partnerId,
        place: viewer.placeId,
        accountId: viewer.accountId,
        accountName: viewer.accountName,
        synthetic: viewer.demonstration || facts.synthetic,
      });
      return { type: 'CorrectionRequest', id, change: { ...input }, reason: input.reason };
    },
  });
}

async function loadAsking(transaction: Executor, { viewer }: WritingContext, contribution: string): Promise<AskingFacts> {
  const row = alias('contribution');
  const facts = await selectOne<AskingFacts>(
    transaction,
    sql`
      select id::text as id, state, synthetic, ${STEPS.askForCorrection.by(row)} as "isPermitted", ${isReplaced(row)} as "isReplaced",
        closed_periods_of(id) <> '{}' as "touchesClosed", unconsented_periods(id) as unconsented,
        exists (select from correction_request where correction_request.original_id = contribution.original_id and agreed is null and withdrawn_at is null) as "isAskedFor"
      from contribution
      where id = ${keyOf('Contribution', contribution)}::bigint and ${shapeOf(Contribution).visibility.predicate(row, viewer)}`,
  );
  if (!facts) throw missing('Contribution', contribution);
  return facts;
}

/** Agrees to a correction: it may be made once, until the consent expires. */
export function agreeCorrection(context: WritingContext, request: string, note: string | null): Promise<Written> {
  return answer(context, 'agreeCorrection', { request, agreed: true, said: note });
}

/** Refuses a correction, with a reason. */
export function refuseCorrection(context: WritingContext, request: string, reason: string): Promise<Written> {
  return answer(context, 'refuseCorrection', { request, agreed: false, said: reason });
}

/** Takes a request back that waits for its answer. */
export function withdrawCorrectionRequest(context: WritingContext, request: string): Promise<Written> {
  return write<RequestFacts>(context, {
    action: 'withdrawCorrectionRequest',
    input: { request },
    load: (transaction) => loadRequest(transaction, context, request),
    permits: ({ isOwn }) => isOwn,
    check: expectAsked,
    write: async (transaction, { id }) => {
      await sql`update correction_request set withdrawn_at = now() where id = ${id}::bigint`.execute(transaction);
      return { type: 'CorrectionRequest', id, change: { state: 'WITHDRAWN' }, before: { state: 'ASKED' } };
    },
  });
}

interface Answer {
  readonly request: string;
  readonly agreed: boolean;
  readonly said: string | null;
}

interface RequestFacts {
  readonly id: string;
  readonly state: string;
  readonly consents: boolean;
  readonly isOwn: boolean;
}

function answer(context: WritingContext, action: 'agreeCorrection' | 'refuseCorrection', { request, agreed, said }: Answer): Promise<Written> {
  const { viewer } = context;
  return write<RequestFacts>(context, {
    action,
    input: { request, said },
    load: (transaction) => loadRequest(transaction, context, request),
    permits: ({ consents }) => consents,
    check: (facts, broken) => {
      expectAsked(facts);
      checkedText(broken, [agreed ? 'note' : 'reason'], said, { max: 500, prose: true });
    },
    write: async (transaction, { id }) => {
      const change = { agreed, answer: said === null ? null : normaliseText(said) };
      await updateRow(transaction, CorrectionRequest, id, {
        ...change,
        answeredFor: organisationOf(viewer),
        answeredBy: viewer.accountId,
        answeredByName: viewer.accountName,
      });
      return { type: 'CorrectionRequest', id, change, before: { agreed: null, answer: null }, ...(said !== null && { reason: said }) };
    },
  });
}

async function loadRequest(transaction: Executor, { viewer }: WritingContext, request: string): Promise<RequestFacts> {
  const key = keyOf('CorrectionRequest', request);
  const { visibility, columns } = shapeOf(CorrectionRequest);
  const row = alias('correction_request');
  // Locked by a statement of its own, so that the next one sees what somebody else answered until then.
  await selectAll(transaction, sql`select from correction_request where id = ${key}::bigint for no key update`);
  const facts = await selectOne<RequestFacts>(
    transaction,
    sql`
      select id::text as id, ${columns.state?.(row, viewer) ?? sql`null`} as state, viewer_consents(id) as consents, ${isViewers(row)} as "isOwn"
      from correction_request where id = ${key}::bigint and ${visibility.predicate(row, viewer)}`,
  );
  if (!facts) throw missing('CorrectionRequest', request);
  return facts;
}

/** Throws where it was answered already: somebody else was quicker. */
function expectAsked({ id, state }: RequestFacts): void {
  if (state === 'ASKED') return;
  throw new AppError(
    'CONFLICT',
    { zh: `更正申请现在是“${nameZh('CorrectionRequestState', state)}”，已不待答复。`, en: `The request is ${state} now and waits for no answer.` },
    { reason: 'CORRECTION_REQUEST_STATE', request: { id: encodeId('CorrectionRequest', id), state } },
  );
}
