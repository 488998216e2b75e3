import { keyOf, missing } from '../reading/reference.js';
import { AppError } from '../shared/errors/app-error.js';
import { encodeId } from '../shared/id.js';
import { namesZh, nameZh } from '../shared/names-zh.js';
import { alias, type Executor, type Sql, sql } from '../shared/sql.js';
import { selectOne, selectTheOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { type WritingContext, write } from '../writing/write.js';
import type { SaveReportInput } from './report.input.js';
import { isViewersReport, REPORT_SEEN } from './report.reading.js';
import { checkSaving, checkSubmitting, type Forecast } from './report.rules.js';
import { isOpenForHandingIn } from './report.steps.js';

interface WritingFacts {
  readonly id: string;
  /** As it is kept: what was not handed in yet is OWED, whatever the day. */
  readonly state: string;
  readonly round: number;
  readonly version: number;
  readonly periodEndsOn: string;
  readonly isOpen: boolean;
  readonly isOwn: boolean;
  readonly synthetic: boolean;
  /** What is being written for the next round. */
  readonly draft: { readonly id: string; readonly narrative: string; readonly forecasts: readonly Forecast[] } | null;
}

/** Writes what is to be handed in for the next round. Nobody else sees it before it is handed in. */
export function saveReport(context: WritingContext, input: SaveReportInput): Promise<Written> {
  return write<WritingFacts, { narrative: string; forecasts: Forecast[] }>(context, {
    action: 'saveReport',
    input,
    load: (transaction) => loadWriting(transaction, context, input.report),
    permits: ({ isOwn }) => isOwn,
    check: (facts, broken) => {
      expectBeingWritten(facts, input.version);
      return checkSaving(broken, input, facts.periodEndsOn);
    },
    write: async (transaction, facts, { narrative, forecasts }) => {
      const { draft } = facts;
      const columns = columnsOf(forecasts);
      const isExample = facts.synthetic || context.viewer.demonstration;
      const { id } = await selectTheOne<{ id: string }>(
        transaction,
        draft === null
          ? sql`insert into report_round (report_id, round, narrative, forecast_quarters, forecast_classes, forecast_fen, synthetic)
              values (${facts.id}::bigint, ${facts.round + 1}, ${narrative}, ${columns.quarters}, ${columns.classes}, ${columns.fen}, ${isExample})
              returning id::text as id`
          : sql`update report_round set narrative = ${narrative}, forecast_quarters = ${columns.quarters}, forecast_classes = ${columns.classes},
                forecast_fen = ${columns.fen}
              where id = ${draft.id}::bigint returning id::text as id`,
      );
      return {
        type: 'ReportRound',
        id,
        change: { round: facts.round + 1, narrative, forecasts },
        ...(draft && { before: { round: facts.round + 1, narrative: draft.narrative, forecasts: draft.forecasts } }),
      };
    },
  });
}

/** Hands in what was written. The database fixes the figures that the ledger says at this moment, and asks the places that it concerns. */
export function submitReport(context: WritingContext, report: string, version: number): Promise<Written> {
  const { viewer } = context;
  return write<WritingFacts>(context, {
    action: 'submitReport',
    input: { report, version },
    load: (transaction) => loadWriting(transaction, context, report),
    permits: ({ isOwn }) => isOwn,
    check: (facts, broken) => {
      expectBeingWritten(facts, version);
      checkSubmitting(broken, { hasDraft: facts.draft !== null, isOpen: facts.isOpen });
    },
    write: async (transaction, { id, state, round, draft }) => {
      await sql`
        update report_round set submitted_at = now(), submitted_by = ${viewer.accountId}::bigint, submitted_by_name = ${viewer.accountName}
        where id = ${draft?.id ?? null}::bigint`.execute(transaction);
      return { type: 'Report', id, change: { state: 'SUBMITTED', round: round + 1 }, before: { state, round } };
    },
  });
}

function columnsOf(forecasts: readonly Forecast[]): { readonly quarters: Sql; readonly classes: Sql; readonly fen: Sql } {
  const list = (values: readonly string[]) => `{${values.join(',')}}`;
  return {
    quarters: sql`${list(forecasts.map(({ startsOn }) => startsOn))}::date[]`,
    classes: sql`${list(forecasts.map(({ flowClass }) => flowClass))}::text[]`,
    fen: sql`${list(forecasts.map(({ fen }) => fen))}::bigint[]`,
  };
}

async function loadWriting(transaction: Executor, { viewer }: WritingContext, report: string): Promise<WritingFacts> {
  const key = keyOf('Report', report);
  const row = alias('report');
  await sql`select lock_report(${key}::bigint)`.execute(transaction);
  const facts = await selectOne<WritingFacts>(
    transaction,
    sql`
      select id::text as id, state, round, version, synthetic, (opens_on - 1)::text as "periodEndsOn", ${isOpenForHandingIn(row)} as "isOpen",
        ${isViewersReport(row, viewer)} as "isOwn", (
          select json_build_object('id', draft.id::text, 'narrative', draft.narrative, 'forecasts', (
            select coalesce(json_agg(json_build_object('startsOn', quarter, 'flowClass', class, 'fen', fen::text) order by nth), '[]')
            from unnest(forecast_quarters, forecast_classes, forecast_fen) with ordinality as cell (quarter, class, fen, nth)))
          from report_round draft where draft.report_id = report.id and draft.submitted_at is null) as draft
      from report where id = ${key}::bigint and ${REPORT_SEEN.predicate(row, viewer)}`,
  );
  if (!facts) throw missing('Report', report);
  return facts;
}

/** Throws where somebody else has changed it since it was read, or it is in others' hands. */
function expectBeingWritten({ id, state, round, version }: WritingFacts, expected: number): void {
  const report = { id: encodeId('Report', id), state, round, version };
  if (state === 'SUBMITTED' || state === 'ACCEPTED') throw reportConflict(report, ['OWED', 'RETURNED']);
  if (version === expected) return;
  throw new AppError(
    'CONFLICT',
    {
      zh: `报表已是第 ${version} 版，您修改的是第 ${expected} 版；请重新读取后再改。`,
      en: `The report is at version ${version}, and the change is to version ${expected}; read it again.`,
    },
    { reason: 'REPORT_VERSION', report },
  );
}

/** What was not handed in yet is kept as OWED, and told by the day only where it is read. */
const told = (state: string) => (state === 'OWED' ? 'DUE' : state);

/** The report as it is now, for whoever comes too late. */
export function reportConflict(
  report: { readonly id: string; readonly state: string; readonly round: number; readonly version: number },
  from: readonly string[],
): AppError {
  return new AppError(
    'CONFLICT',
    {
      zh: `报表现在是“${nameZh('ReportState', told(report.state))}”（第 ${report.round} 轮），须为${namesZh('ReportState', from.map(told))}。`,
      en: `The report is ${report.state} now, in round ${report.round}; it must be ${from.join(' or ')}.`,
    },
    { reason: 'REPORT_STATE', report },
  );
}
