import { type Executor, type Sql, sql } from '../shared/sql.js';

/** The rows of a statement that a write loads its facts with, in the write's own transaction. */
export async function selectAll<Row>(transaction: Executor, statement: Sql): Promise<Row[]> {
  const { rows } = await sql`${statement}`.execute(transaction);
  return rows as Row[];
}

export async function selectOne<Row>(transaction: Executor, statement: Sql): Promise<Row | undefined> {
  return (await selectAll<Row>(transaction, statement))[0];
}

/** For statements that always give one row. */
export async function selectTheOne<Row>(transaction: Executor, statement: Sql): Promise<Row> {
  const row = await selectOne<Row>(transaction, statement);
  if (row === undefined) throw new Error('The statement gave no row, and it always gives one');
  return row;
}

/** Today in China by the database's clock, which all nodes share. */
export const TODAY: Sql = sql`(now() at time zone 'Asia/Shanghai')::date`;

/** This moment by the same clock, as DateTime has it: no other is written down. */
export const NOW: Sql = sql`to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
