import type pg from 'pg';

/** What the platform does every few seconds whether anybody asks or not. */
const BACKGROUND = 'impact_fold|pg_try_advisory_xact_lock';

/** How many SQL statements some work took, as the server itself counts them, with those that begin and end transactions. */
export async function statementsOf(client: pg.Client, work: () => Promise<unknown>): Promise<number> {
  await client.query('select pg_stat_statements_reset()');
  await work();
  const { rows } = await client.query<{ calls: string }>(
    `select coalesce(sum(calls), 0) as calls from pg_stat_statements where toplevel and query !~ 'pg_stat_statements|${BACKGROUND}'`,
  );
  return Number(rows[0]?.calls);
}
