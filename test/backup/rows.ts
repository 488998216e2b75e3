import type { Database } from '../../src/database.js';
import { name, type Sql, sql } from '../../src/shared/sql.js';

/** A row as it stands: the transaction that wrote it, its key, and all of it as text. */
export interface Row {
  readonly writtenIn: number;
  readonly key: string;
  readonly text: string;
}

/** Every table of the program, with every row in it. */
export type Rows = ReadonlyMap<string, readonly Row[]>;

interface Table {
  readonly schema: string;
  readonly table: string;
  readonly key: readonly string[];
}

const TABLES = sql<Table>`
  select nspname as schema, relname as table, coalesce(
    (select array_agg(attname::text order by attnum) from pg_index join pg_attribute on attrelid = indrelid and attnum = any (indkey)
      where indrelid = pg_class.oid and indisprimary), '{}') as key
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where relkind = 'r' and nspname !~ '^(pg_|information_schema$)' order by 1, 2`;

export async function rowsOf({ pool }: Database): Promise<Rows> {
  const all = new Map<string, readonly Row[]>();
  for (const { schema, table, key } of (await TABLES.execute(pool)).rows) {
    const keyOf: Sql = key.length === 0 ? sql`t::text` : sql`row(${sql.join(key.map((column) => sql`t.${name(column)}`))})::text`;
    const { rows } = await sql<Row>`
      select t.xmin::text::float8 as "writtenIn", ${keyOf} as key, t::text as text from ${name(schema)}.${name(table)} as t`.execute(pool);
    all.set(`${schema}.${table}`, rows);
  }
  return all;
}

/** The transaction that comes next. */
export async function nextTransaction({ pool }: Database): Promise<number> {
  const { rows } = await sql<{ next: number }>`select pg_snapshot_xmax(pg_current_snapshot())::text::float8 as next`.execute(pool);
  return rows[0]?.next ?? 0;
}

/** What is different between an earlier state of a database and what has become of it. */
export interface Difference {
  /** Rows that were written before that state and still stand as they were written, and that it does not have. */
  readonly lost: readonly string[];
  /** Rows of that state that nothing has come from: neither do they still stand, nor has their key been written again. */
  readonly gone: readonly string[];
}

/** Compares a state that ends before a transaction with a later one, table by table. */
export function differences(earlier: Rows, later: Rows, next: number): Record<string, Difference> {
  const found: Record<string, Difference> = {};
  for (const [table, rows] of later) {
    const had = earlier.get(table) ?? [];
    const texts = new Set(had.map(({ text }) => text));
    const lost = rows.filter(({ writtenIn, text }) => writtenIn < next && !texts.has(text)).map(({ text }) => text);
    const [stands, keys] = [new Set(rows.map(({ text }) => text)), new Set(rows.filter((row) => row.writtenIn >= next).map(({ key }) => key))];
    const gone = had.filter(({ text, key }) => !stands.has(text) && !keys.has(key)).map(({ text }) => text);
    if (lost.length + gone.length > 0) found[table] = { lost, gone };
  }
  return found;
}
