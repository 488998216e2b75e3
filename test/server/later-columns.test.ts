import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { openPlatform, type Platform } from '../support/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(async () => platform.close());

// PostgreSQL 17.12 and others of its day refuse `alter table … add column … default …` then, so that no later version could add a column.
test('no function with a parsed body takes the row of a table', async () => {
  const functions = await platform.rows<{ taking: string; parsed: boolean }>(sql`
    select proc.oid::regprocedure::text as taking, prosqlbody is not null as parsed
    from pg_proc proc
    where pronamespace = 'public'::regnamespace and exists (
      select from unnest(proargtypes) as argument (type) join pg_class on pg_class.reltype = argument.type where relkind = 'r')`);
  expect(functions.length).toBeGreaterThan(5);
  expect(functions.filter(({ parsed }) => parsed)).toEqual([]);
});
