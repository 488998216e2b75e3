import { describe, expect, test } from '@jest/globals';
import { getNamedType } from 'graphql';
import { AS_OF, PRESENT_ONLY } from '../../src/reading/kept.js';
import { allShapes } from '../../src/reading/shape.js';
import { sql } from '../../src/shared/sql.js';
import { useWorld } from '../support/use-world.js';

const given = useWorld();

const kept = async () =>
  (
    await given.platform.rows<{ name: string }>(sql`
      select attrelid::regclass::text as name from pg_attribute join pg_class on pg_class.oid = attrelid
      where attname = 'since_moment' and not attisdropped and relkind = 'r' and relnamespace = 'public'::regnamespace and relname !~ '^impact_' order by 1`)
  ).map(({ name }) => name);

describe('a table that keeps its versions', () => {
  test('has the same columns in the past, in the same order where they are shown', async () => {
    const columns = (schema: string) => sql`
      select relname as name, array_agg(attname || ' ' || format_type(atttypid, atttypmod) order by attname)::text as columns,
        array_agg(attname order by attnum)::text as ordered
      from pg_attribute join pg_class on pg_class.oid = attrelid
      where attnum > 0 and not attisdropped and attname <> 'until_moment' and relkind in ('r', 'v') and relnamespace = ${sql.lit(schema)}::regnamespace group by 1`;
    const differing = await given.platform.rows(sql`
      select own.name, own.columns, past.columns as past, shown.ordered as shown
      from (${columns('public')}) as own
      left join (${columns('past')}) as past on past.name = own.name
      left join (${columns('public_past')}) as shown on shown.name = own.name
      where own.name = any (${sql.val(await kept())}::text[])
        and (past.columns is distinct from own.columns or shown.ordered is distinct from own.ordered)`);
    expect(differing).toEqual([]);
  });

  test('is shown, and found, as its policies and indexes are now', async () => {
    const made = sql`
      select 'view ' || viewname as name, definition from pg_views where schemaname = 'public_past'
      union all select 'index ' || indexname, indexdef from pg_indexes where schemaname = 'past' order by 1`;
    const before = await given.platform.rows(made);
    expect(before.length).toBeGreaterThan(100);
    await given.platform.rows(sql`do $$
      declare
        tables regclass[] := array(
          select attrelid from pg_attribute join pg_class on pg_class.oid = attrelid
          where attname = 'since_moment' and relkind = 'r' and relnamespace = 'public'::regnamespace and relname !~ '^impact_' order by 1);
      begin
        call keep_versions(tables);
      end $$`);
    expect(await given.platform.rows(made)).toEqual(before);
  });

  test('is read by every shape, but for what is read as it is now and says why', async () => {
    const tables = new Set([...(await kept()), 'contribution_place', 'contribution_sector', 'report_forecast']);
    const others = allShapes().filter(({ from }) => !tables.has(from.statement().text));
    expect(others.map(({ type }) => type).sort()).toEqual(
      Object.keys(PRESENT_ONLY)
        .filter((type) => type !== 'Viewer')
        .sort(),
    );
  });

  test('has no version that a row did not have, and none of a moment of its own', async () => {
    const { platform, world } = given;
    const [row] = await platform.rows<{ id: string }>(sql`select id::text as id from project limit 1`);
    const versions = async () =>
      (await platform.rows<{ count: string }>(sql`select count(*)::text as count from past.project where id = ${row?.id}::bigint`))[0]?.count;
    const before = await versions();
    await platform.rows(sql`update project set name_zh = name_zh where id = ${row?.id}::bigint`);
    expect(await versions()).toBe(before);
    await platform.rows(sql`do $$ begin
      update project set description = '一' where id = ${sql.lit(row?.id ?? '')}::bigint;
      update project set description = '二' where id = ${sql.lit(row?.id ?? '')}::bigint;
    end $$`);
    expect(await versions()).toBe(String(Number(before) + 1));
    expect(world.project).toBeDefined();
  });

  test('shows its versions to the role that serves by the views alone, and nothing where no instant is told', async () => {
    const { pool } = given.platform.database;
    await expect(sql`select from past.contribution`.execute(pool)).rejects.toThrow('permission denied');
    await expect(sql`insert into past.contribution select * from past.contribution`.execute(pool)).rejects.toThrow('permission denied');
    await expect(sql`select from moment`.execute(pool)).rejects.toThrow('permission denied');
    expect((await sql`select from public_past.place`.execute(pool)).rows).toEqual([]);
  });
});

test('every field of the root takes the instant, but for those that read what is kept in no past', () => {
  const fields = Object.values(given.platform.schema.getQueryType()?.getFields() ?? {});
  const without = fields.filter(({ args }) => !args.some(({ name }) => name === AS_OF));
  const types = without.map(({ type }) => getNamedType(type).name.replace(/Connection$/, ''));
  expect(types.filter((type) => PRESENT_ONLY[type] === undefined)).toEqual([]);
  expect(fields.length - without.length).toBeGreaterThan(15);
  for (const type of [given.platform.schema.getMutationType(), given.platform.schema.getSubscriptionType()]) {
    expect(Object.values(type?.getFields() ?? {}).filter(({ args }) => args.some(({ name }) => name === AS_OF))).toEqual([]);
  }
});
