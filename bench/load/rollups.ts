import type pg from 'pg';

/** Has the rollups added up from the ledger, where this version has any. */
export async function buildRollups(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(`select from pg_proc where proname = 'impact_repair'`);
  if (rowCount !== 0) await client.query('select impact_repair()');
}
