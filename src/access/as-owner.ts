import { type Executor, type Pool, sql } from '../shared/sql.js';

/** Does the program's own work in a transaction that sees everything. Nothing of it goes to a client unlooked at. */
export async function asOwner<Result>(pool: Pool, work: (database: Executor) => Promise<Result>): Promise<Result> {
  return (pool.owner ?? pool).transaction(async (database) => {
    await sql`set local role none`.execute(database);
    return work(database);
  });
}
