import { beforeAll, describe, expect, test } from '@jest/globals';
import { confirmAndAccept } from '../support/life.js';
import { useWorld } from '../support/use-world.js';
import { gift, type World } from '../support/world.js';

const given = useWorld();

beforeAll(async () => {
  const { platform, world } = given;
  for (const as of [world.shanghai, world.guangdong]) {
    await platform.done(as, 'openFund', { programme: 'EAST_WEST', nameZh: '资金', openedOn: '2012-01-01' });
  }
  const fund = await platform.done(world.shanghai, 'logContribution', gift({ fund: world.fund, amount: '1000' }));
  await confirmAndAccept(platform, world.office, fund);
  await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, draft: true }));
  await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
});

const VIEWERS = ['shanghai', 'guangdong', 'county', 'otherCounty', 'office', 'auditor'] as const satisfies readonly (keyof World)[];

describe('what is kept of a document never shows one viewer what another one sees', () => {
  test.each([
    '{ projects(first: 50) { nodes { id contributions(first: 50) { totalCount nodes { id state amount { fen } fund { available { fen } } } } } } }',
    '{ funds(first: 50) { nodes { id available { fen } contributionsIn(first: 50) { nodes { id state } } } } }',
    '{ partners(first: 50, filter: { kinds: [EASTERN_PROVINCE] }) { nodes { id funds { nodes { id available { fen } } } contributions(first: 50) { nodes { id state } } projects { nodes { id } } } } }',
  ])('%s', async (source) => {
    const { platform, world } = given;
    const asked = [undefined, ...VIEWERS.map((name) => world[name])];
    // A text that comes once is read without anything kept.
    const alone: unknown[] = [];
    for (const [index, as] of asked.entries()) alone.push(await platform.read(`# ${index}\n${source}`, as ? { as } : {}));
    for (let round = 0; round < 3; round += 1) {
      for (const [index, as] of asked.entries()) expect(await platform.read(source, as ? { as } : {})).toEqual(alone[index]);
    }
    expect(new Set(alone.map((answer) => JSON.stringify(answer))).size).toBeGreaterThan(2);
  });
});
