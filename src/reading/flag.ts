import { type Alias, type Sql, sql } from '../shared/sql.js';

/** A filter by a column that is true or false. Written out, and not as a parameter, so that an index on the rarer of the two answers it. */
export function flag(column: string): (row: Alias, value: boolean) => Sql {
  return (row, value) => (value ? row(column) : sql`not ${row(column)}`);
}
