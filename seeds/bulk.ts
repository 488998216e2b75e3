import type { Table } from './tables.js';

/** What runs SQL with $1 placeholders, in the transaction of whoever gave it. */
export interface SqlRunner {
  execute(sql: string, values?: readonly unknown[]): Promise<unknown[]>;
}

/** Large enough that a statement's own cost vanishes, small enough that the arrays of one chunk stay a few megabytes. */
const ROWS_PER_STATEMENT = 4_000;

/**
 * Inserts rows in chunks, in their order.
 *
 * Each chunk is one statement with one array per column. The arrays go as text in PostgreSQL's own notation: the drivers disagree
 * about arrays (pg writes them, PGlite serialises by the parameter's type), and text is the same for both.
 */
export async function insertRows<Row extends object>(
  runner: SqlRunner,
  table: Table<Row>,
  rows: readonly Row[],
  onInserted: (rows: number) => void = () => {},
): Promise<void> {
  const fields = Object.keys(table.columns) as (keyof Row & string)[];
  const sql = insertStatement(table, fields);

  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    const chunk = rows.slice(start, start + ROWS_PER_STATEMENT);
    await runner.execute(
      sql,
      fields.map((field) => arrayText(chunk.map((row) => row[field]))),
    );
    onInserted(chunk.length);
  }
  // Foreign keys and triggers keep the plans they made while a table was nearly empty, and would read it from end to end for
  // every row to come. New statistics make them plan again.
  await runner.execute(`analyze ${table.name}`);
}

/** Lets the table give out the ids that follow those inserted. */
export async function continueIds(runner: SqlRunner, table: Table<{ id: number }>): Promise<void> {
  await runner.execute(`select setval(pg_get_serial_sequence('${table.name}', 'id'), max(id)) from ${table.name} having max(id) is not null`);
}

function insertStatement<Row>(table: Table<Row>, fields: readonly (keyof Row & string)[]): string {
  // All arrays are of one length, so the unnests run in step; among the selected values they stream, and in FROM they would be
  // stored first.
  const values = fields.map((field, index) => unnested(`$${index + 1}`, table.columns[field]));
  return `insert into ${table.name} (${fields.map(columnName).join(', ')}) select ${values.join(', ')}`;
}

/** unnest would flatten an array of arrays, hence the elements of such a column are text first. */
function unnested(parameter: string, type: string): string {
  return isArray(type) ? `unnest(${parameter}::text::text[])::${type}` : `unnest(${parameter}::text::${type}[])`;
}

function isArray(type: string): boolean {
  return type.endsWith('[]');
}

function columnName(field: string): string {
  return field.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

function arrayText(values: readonly unknown[]): string {
  return `{${values.map(elementText).join(',')}}`;
}

function elementText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return `"${arrayText(value)}"`;
  if (typeof value === 'string') return `"${value.replace(/["\\]/g, '\\$&')}"`;
  return String(value);
}
