import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { openPlatform, type Platform } from '../support/platform.js';

let platform: Platform;
// One connection holds no more than it may, so each test has its own.
beforeEach(async () => {
  platform = await openPlatform();
}, 60_000);
afterEach(() => platform?.close());

/** The statements that the connection of this work has prepared by name. */
async function preparedBy(work: (execute: (text: string, value: number) => Promise<unknown>) => Promise<void>): Promise<string[]> {
  let texts: string[] = [];
  await platform.database.pool.transaction(async (executor) => {
    await work((text, value) => sql`${sql.raw(text)} ${value}::int`.execute(executor));
    const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(executor);
    texts = rows.map(({ statement }) => statement);
  });
  return texts;
}

test('a statement that comes again is prepared by name, also within a transaction', async () => {
  const texts = await preparedBy(async (execute) => {
    for (let value = 0; value < 3; value += 1) await execute('select', value);
    await execute('select 1 +', 1);
  });
  expect(texts).toContain('select $1::int');
  expect(texts).not.toContain('select 1 + $1::int');
});

test('a connection holds at most two hundred names, and goes on without', async () => {
  const texts = await preparedBy(async (execute) => {
    for (let time = 0; time < 2; time += 1) for (let value = 0; value < 70; value += 1) await execute(`select ${value} +`, value);
    for (let value = 70; value < 330; value += 1) for (let time = 0; time < 2; time += 1) await execute(`select ${value} +`, value);
  });
  expect(texts.length).toBeLessThanOrEqual(200);
  expect(texts.length).toBeGreaterThan(150);
});

test('a connection holds at most a million characters of statements, and goes on without', async () => {
  const long = `length('${'x'.repeat(40_000)}') +`;
  const texts = await preparedBy(async (execute) => {
    for (let value = 0; value < 40; value += 1) for (let time = 0; time < 2; time += 1) await execute(`select ${value} + ${long}`, value);
  });
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  expect(characters).toBeLessThanOrEqual(1_000_000);
  expect(characters).toBeGreaterThan(900_000);
});
