import { type Executor, sql } from '../shared/sql.js';
import { selectAll } from '../writing/facts.js';
import type { Outcome } from '../writing/write.js';

/** What accepting a row with consent did beside it: the versions that its closed periods have by that, and the consent that it used up. */
export async function versionsMade(transaction: Executor, contribution: string): Promise<NonNullable<Outcome['others']>> {
  const made = await selectAll<{ period: string; version: number; request: string }>(
    transaction,
    sql`
      select period_id::text as period, version, request_id::text as request from reporting_period_version
      where contribution_id = ${contribution}::bigint order by id`,
  );
  return [
    ...made.map(({ period, version }) => ({ type: 'ReportingPeriod', id: period, change: { version }, before: { version: version - 1 } })),
    ...[...new Set(made.map(({ request }) => request))].map((request) => ({
      type: 'CorrectionRequest',
      id: request,
      change: { usedBy: contribution },
      before: { usedBy: null },
    })),
  ];
}
