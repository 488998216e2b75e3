import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { projectFile } from '../../src/shared/root.js';
import { sql } from '../../src/shared/sql.js';
import { confirmAndAccept } from '../support/life.js';
import { openPlatformOn, type Platform } from '../support/platform.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { createWorld, gift, type World } from '../support/world.js';

let copy: TestDatabase;
let platform: Platform;
let world: World;

beforeAll(async () => {
  copy = await createTestDatabase('reference');
  // All goes over one connection, which prepares what comes a second time.
  platform = await openPlatformOn(copy, { connections: 1 });
  world = await createWorld(platform);
}, 60_000);
afterAll(async () => {
  await platform?.close();
  await copy?.drop();
});

const FOLDER = projectFile('schema/operations');
const QUERIES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => ({ file, source: readFileSync(`${FOLDER}/${file}`, 'utf8'), variables: variablesOf(file) }))
  .filter(({ source }) => /^(query\b|\{)/m.test(source));

function variablesOf(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(`${FOLDER}/${file.replace('.graphql', '.json')}`, 'utf8'));
  } catch {
    return {};
  }
}

/** What is refused is refused before and after; what goes wrong is in neither. */
async function readAndWrite(): Promise<void> {
  for (const as of [undefined, world.office, world.shanghai, world.county]) {
    for (const { file, source, variables } of QUERIES) {
      const { errors } = await platform.ask(source, { variables, ...(as && { as }) });
      expect([file, ...errors.filter(({ extensions }) => extensions.code === undefined).map(({ message }) => message)]).toEqual([file]);
    }
  }
  const id = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
  await confirmAndAccept(platform, world.office, id);
  await platform.read(
    'query ($id: ID!) { node(id: $id) { ... on Contribution { state } } history(of: $id, first: 20) { nodes { action changes { field new } } } }',
    {
      as: world.shanghai,
      variables: { id },
    },
  );
}

it('a column that a migration adds to whatever table changes no answer under connections that have prepared their statements', async () => {
  for (let time = 0; time < 3; time += 1) await readAndWrite();
  const [prepared] = await sql<{ count: number }>`select count(*)::int as count from pg_prepared_statements`
    .execute(platform.database.pool)
    .then(({ rows }) => rows);
  expect(prepared?.count).toBeGreaterThan(50);
  await platform.rows(sql`do $$
    declare
      one regclass;
      kept regclass[] := array(
        select attrelid from pg_attribute join pg_class on pg_class.oid = attrelid
        where attname = 'since_moment' and relkind = 'r' and relnamespace = 'public'::regnamespace and relname !~ '^impact_');
    begin
      for one in select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
        execute format('alter table %s add column later text default %L', one, '');
      end loop;
      call keep_versions(kept);
    end $$`);
  await readAndWrite();
}, 120_000);
