import { createHash } from 'node:crypto';
import type pg from 'pg';

/** Everything that a migration can say about a database without rows. Two texts with one trace make the same database. */
const DEFINITIONS = [
  `select p.oid::regprocedure::text, case when p.prokind = 'a' then p.prosrc else pg_get_functiondef(p.oid) end, p.proacl::text
   from pg_proc p where p.pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) and p.probin is null`,
  'select schemaname, tablename, policyname, permissive, roles::text, cmd, qual, with_check from pg_policies',
  `select conrelid::regclass::text, conname, pg_get_constraintdef(oid), condeferrable, condeferred from pg_constraint where conrelid <> 0 or contypid <> 0`,
  'select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled from pg_trigger where not tgisinternal',
  `select oid::regclass::text, relkind, relrowsecurity, relforcerowsecurity, relacl::text, reloptions::text,
          case when relkind in ('v', 'm') then pg_get_viewdef(oid) end
   from pg_class where relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)`,
  `select attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, attacl::text,
          pg_get_expr(d.adbin, d.adrelid)
   from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where attnum > 0 and not attisdropped and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)`,
  `select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
   where indrelid::regclass::text not like 'pg_%' and indrelid::regclass::text not like 'information_schema%'`,
];

export async function traceOf(client: pg.Client): Promise<string> {
  const trace = createHash('sha256');
  for (const definitions of DEFINITIONS) {
    const { rows } = await client.query({ text: definitions, rowMode: 'array' });
    // A name that PostgreSQL makes up may hold a number of its own.
    trace.update(
      rows
        .map((row) => JSON.stringify(row))
        .sort()
        .join('\n'),
    );
  }
  return trace.digest('hex');
}
