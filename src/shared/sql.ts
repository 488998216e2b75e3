import { type QueryExecutorProvider, type RawBuilder, sql } from 'kysely';

export { sql };

/** A piece of SQL with its parameters apart. What a client sent only ever becomes a parameter. */
export type Sql = RawBuilder<unknown>;

/** What runs a statement: a pool, or the transaction of a write. */
export type Executor = QueryExecutorProvider;

/** A table as one statement knows it: called with a column, it names that column. */
export type Alias = (column: string) => Sql;

const IDENTIFIER = /^[a-z_][a-z0-9_]*$/;

/** Names a table or column of ours. The check is a guard against a client's text ever standing where a name belongs. */
export function name(identifier: string): Sql {
  if (!IDENTIFIER.test(identifier)) throw new RangeError(`Expected a plain SQL name, got "${identifier}"`);
  return sql.raw(identifier);
}

export function alias(table: string): Alias {
  name(table);
  return (column) => {
    name(column);
    return sql.raw(`${table}.${column}`);
  };
}

/** All of the conditions; none at all is true. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : sql`(${sql.join(conditions, sql` and `)})`;
}

/** Any of the conditions; none at all is false. */
export function anyOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`false` : sql`(${sql.join(conditions, sql` or `)})`;
}

/** The value is one of these; an empty list is nothing. Sent as one array, so that the statement's text stays the same. */
export function isOneOf(value: Sql, members: readonly string[], type = 'text'): Sql {
  return sql`${value} = any(${sql.val([...members])}::${name(type)}[])`;
}
