import { name, type Sql, sql } from '../../src/shared/sql.js';
import type { Platform } from './platform.js';

/**
 * Adds a copy of the oldest such row of a table, with these values instead of its own, as the owner of the database. A copy of what has an id has a
 * new one, and is the first of its own chain.
 */
export async function addCopy({ rows }: Platform, table: string, where: Sql, values: object): Promise<void> {
  const columns = await rows<{ column: string }>(sql`
    select attname as column from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`);
  const has = (wanted: string) => columns.some(({ column }) => column === wanted);
  const listed = sql.join(columns.map(({ column }) => name(column)));
  const own = sql.join([...(has('id') ? [sql`'id', own.id`] : []), ...(table === 'contribution' ? [sql`'original_id', own.id`] : [])]);
  const id = has('id') ? sql`nextval(pg_get_serial_sequence(${table}, 'id'))` : sql`0`;
  await rows(sql`
    insert into ${name(table)} (${listed})
    select ${sql.join(columns.map(({ column }) => sql`copied.${name(column)}`))}
    from (select ${id} as id offset 0) as own,
      lateral (select to_jsonb(given) as content from ${name(table)} as given where ${where} order by given.ctid limit 1) as found,
      jsonb_populate_record(null::${name(table)}, found.content || jsonb_build_object(${own}) || ${JSON.stringify(values)}::jsonb) as copied`);
}
