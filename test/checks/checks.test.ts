import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { brokenChecks, CHECKS } from '../support/checks.js';
import { connectionTo } from '../support/connection.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { createWorld } from '../support/world.js';
import { writeBooks } from './books.js';
import { PLANTS, WITHOUT_GUARDS } from './plants.js';

let platform: Platform;
let client: pg.Client;
beforeAll(async () => {
  platform = await openPlatform();
  await writeBooks(platform, await createWorld(platform));
  client = await connectionTo(platform);
});
afterAll(async () => {
  await client?.end();
  await platform?.close();
});

test('sound books break no invariant', async () => {
  expect(await brokenChecks(platform.owner)).toEqual({});
});

test('every invariant has a violation that it must find', () => {
  expect(CHECKS.map(({ name }) => name)).toEqual(Object.keys(PLANTS));
});

test('every invariant says its rule in a comment', () => {
  expect(CHECKS.filter(({ text }) => !/^-- [A-Z].*\.\n/s.test(text)).map(({ name }) => name)).toEqual([]);
});

describe('a planted violation is found', () => {
  test.each(CHECKS.map((check) => [check.name, check] as const))('%s', async (name, { text }) => {
    await client.query('begin');
    try {
      await client.query(WITHOUT_GUARDS);
      await client.query(PLANTS[name] ?? '');
      const { rowCount } = await client.query(text);
      expect(rowCount).toBeGreaterThan(0);
    } finally {
      await client.query('rollback');
    }
  });
});
