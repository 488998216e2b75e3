import { keyOf, missing } from '../reading/reference.js';
import { AppError } from '../shared/errors/app-error.js';
import { encodeId } from '../shared/id.js';
import { sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectAll, selectOne, selectTheOne, TODAY } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { insertRow, updateRow } from '../writing/rows.js';
import { type WritingContext, write } from '../writing/write.js';
import { ReportingPeriod } from './period.entity.js';
import type { ChangeDueDayInput, ClosePeriodInput, OpenPeriodInput } from './period.input.js';
import { type ClosingFacts, checkChangingDueDay, checkClosing, checkOpening, type OpeningFacts } from './period.rules.js';

/** Opens a reporting period of a programme. */
export async function openPeriod(context: WritingContext, input: OpenPeriodInput, idempotencyKey: string): Promise<Written> {
  return write<OpeningFacts>(context, {
    action: 'openPeriod',
    input,
    idempotencyKey,
    load: (transaction) =>
      selectTheOne(
        transaction,
        sql`
          select exists (select from reporting_period where programme = ${input.programme} and code = ${input.code}) as "codeIsTaken",
            (select code from reporting_period
             where programme = ${input.programme} and starts_on <= ${input.endsOn}::date and ends_on >= ${input.startsOn}::date
             order by starts_on limit 1) as overlapped`,
      ),
    permits: () => true,
    check: (facts, broken) => checkOpening(broken, input, facts),
    write: async (transaction) => {
      const row = {
        programme: input.programme,
        code: input.code,
        nameZh: normaliseText(input.nameZh),
        nameEn: normaliseText(input.nameEn),
        startsOn: input.startsOn,
        endsOn: input.endsOn,
        dueOn: input.dueOn,
        reportsOwed: input.reportsOwed,
        synthetic: context.viewer.demonstration,
      };
      const id = await insertRow(transaction, ReportingPeriod, row);
      return { type: 'ReportingPeriod', id, change: row };
    },
  });
}

interface DueDayFacts {
  readonly id: string;
  readonly endsOn: string;
  readonly dueOn: string;
  readonly closedAt: string | null;
}

/** Moves the day by which the reports of an open period are due. The database moves it for each report that is not accepted. */
export async function changeDueDay(context: WritingContext, input: ChangeDueDayInput): Promise<Written> {
  return write<DueDayFacts>(context, {
    action: 'changeDueDay',
    input,
    load: async (transaction) => {
      const facts = await selectOne<DueDayFacts>(
        transaction,
        sql`
          select id::text as id, ends_on::text as "endsOn", due_on::text as "dueOn", closed_at::text as "closedAt"
          from reporting_period where id = ${keyOf('ReportingPeriod', input.period)}::bigint for no key update`,
      );
      if (!facts) throw missing('ReportingPeriod', input.period);
      return facts;
    },
    permits: () => true,
    check: (facts, broken) => {
      expectOpen(facts);
      checkChangingDueDay(broken, input, facts);
    },
    write: async (transaction, { id, dueOn: before }) => {
      const { dueOn, reason } = input;
      await updateRow(transaction, ReportingPeriod, id, { dueOn });
      return { type: 'ReportingPeriod', id, change: { dueOn }, before: { dueOn: before }, reason: normaliseText(reason) };
    },
  });
}

/** Closes a reporting period: from now on what is accepted in it stays as it is. The database fixes its figures with it. */
export async function closePeriod(context: WritingContext, input: ClosePeriodInput): Promise<Written> {
  return write<ClosingFacts>(context, {
    action: 'closePeriod',
    input,
    load: async (transaction) => {
      const key = keyOf('ReportingPeriod', input.period);
      // Alone with the programme: whoever accepts is done before this, or comes after the close. What is read then is as they left it.
      await selectAll(transaction, sql`select lock_closing(${key}::bigint)`);
      const facts = await selectOne<ClosingFacts>(
        transaction,
        sql`
          select id::text as id, ends_on::text as "endsOn", closed_at::text as "closedAt", ends_on < ${TODAY} as "isOver",
            (select coalesce(json_object_agg(state, rows), '{}') from open_in_period(id)) as open
          from reporting_period where id = ${key}::bigint`,
      );
      if (!facts) throw missing('ReportingPeriod', input.period);
      return facts;
    },
    permits: () => true,
    check: (facts, broken) => {
      expectOpen(facts);
      checkClosing(broken, input.leaveOut, facts);
    },
    write: async (transaction, { id, open }) => {
      // When it is closed says the database itself.
      await updateRow(transaction, ReportingPeriod, id, { closedAt: new Date().toISOString(), closedBy: context.viewer.accountId });
      return { type: 'ReportingPeriod', id, change: { version: 1, leftOut: open }, before: { version: 0 } };
    },
  });
}

/** Throws where somebody else was quicker. */
function expectOpen({ id, closedAt }: Pick<ClosingFacts, 'id' | 'closedAt'>): void {
  if (closedAt === null) return;
  throw new AppError(
    'CONFLICT',
    { zh: '该报告期已经关闭。', en: 'The period is closed already.' },
    { reason: 'PERIOD_STATE', period: { id: encodeId('ReportingPeriod', id), closedAt } },
  );
}
