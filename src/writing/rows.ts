import { storedOf } from '../reading/entity-columns.js';
import type { TypeClass } from '../reading/shape.js';
import { type Executor, name, type Sql, sql } from '../shared/sql.js';
import { selectTheOne } from './facts.js';

/** A row by its entity's properties, in the form in which it is stored. */
type Row = Readonly<Record<string, unknown>>;

/** Inserts a row of the entity, and gives its key. */
export async function insertRow(transaction: Executor, entity: TypeClass, row: Row): Promise<string> {
  return (await selectTheOne<{ id: string }>(transaction, sql`${inserted(entity, [row])} returning id::text as id`)).id;
}

/** Inserts rows of the entity that have the same properties. */
export async function insertRows(transaction: Executor, entity: TypeClass, rows: readonly Row[]): Promise<void> {
  await inserted(entity, rows).execute(transaction);
}

/** Changes properties of the row of this key. */
export async function updateRow(transaction: Executor, entity: TypeClass, id: string, change: Row): Promise<void> {
  const set = Object.entries(change).map(([property, value]) => sql`${column(entity, property)} = ${sql.val(value)}`);
  await sql`update ${name(storedOf(entity).table)} set ${sql.join(set)} where id = ${id}::bigint`.execute(transaction);
}

function inserted(entity: TypeClass, rows: readonly Row[]): Sql {
  const properties = Object.keys(rows[0] ?? {});
  const values = rows.map((row) => sql`(${sql.join(properties.map((property) => sql.val(row[property])))})`);
  return sql`
    insert into ${name(storedOf(entity).table)} (${sql.join(properties.map((property) => column(entity, property)))}) values ${sql.join(values)}`;
}

function column(entity: TypeClass, property: string): Sql {
  const found = storedOf(entity).columns.get(property);
  if (found === undefined) throw new Error(`Expected a property of ${entity.name}, got ${property}`);
  return name(found);
}
