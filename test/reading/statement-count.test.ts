import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openPlatform, type Platform } from '../support/platform.js';
import { statementsOf } from '../support/statements.js';

let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform('demonstration');
}, 90_000);
afterAll(() => platform?.close());

const PROJECTS = `query ($first: Int) { projects(first: $first, filter: { programme: TEN_THOUSAND_ENTERPRISES }) { nodes {
  nameZh village { nameZh } township { nameZh } county { nameZh } leadPartner { nameZh }
  contributions(first: 5) { nodes { amount { yuan } partner { nameZh } } } } } }`;

test('a list of projects with village, township, county, lead partner and first five contributions with partner costs at most 8 statements, whatever the page size', async () => {
  const costs: number[] = [];
  for (const first of [1, 10, 100]) costs.push((await statementsOf(() => platform.read(PROJECTS, { variables: { first } }))).length);
  expect(Math.max(...costs)).toBeLessThanOrEqual(8);
  expect(new Set(costs).size).toBe(1);
});

test('the same list of a hundred gives a hundred projects, each with its places and its contributions', async () => {
  const { projects } = await platform.read(PROJECTS, { variables: { first: 100 } });
  expect(projects.nodes).toHaveLength(100);
  for (const { village, township, county, leadPartner, contributions } of projects.nodes) {
    expect([village.nameZh, township.nameZh, county.nameZh, leadPartner.nameZh]).toEqual([
      expect.stringContaining('示例村'),
      expect.stringContaining('示例乡'),
      expect.any(String),
      expect.stringContaining('示例'),
    ]);
    expect(contributions.nodes.length).toBeLessThanOrEqual(5);
  }
  expect(projects.nodes.some(({ contributions }: { contributions: { nodes: unknown[] } }) => contributions.nodes.length > 0)).toBe(true);
});

test('a count counts every statement: those that begin and end a transaction too', async () => {
  const work = () => platform.database.pool.transaction(async (transaction) => transaction.send('select 1', []));
  const statements = await statementsOf(work);
  expect(statements.map((text) => text.toLowerCase())).toEqual(['begin', 'select 1', 'commit']);
});
