import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { brokenChecks } from '../support/checks.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { storm, type Tally } from '../support/storm.js';
import { createWorld, type World } from '../support/world.js';

let platform: Platform;
let world: World;
let tally: Tally;
beforeAll(async () => {
  platform = await openPlatform();
  world = await createWorld(platform);
  tally = await storm(platform, world, { clients: 30, writes: 40, seed: 7 });
}, 60_000);
afterAll(() => platform?.close());

test('a storm of writes leaves every invariant standing', async () => {
  expect(await brokenChecks(platform.owner)).toEqual({});
});

test('what the storm did not do was refused for a reason that a client can read', () => {
  const codes = new Set(Object.keys(tally).map((outcome) => outcome.slice(outcome.indexOf(' ') + 1)));
  expect([...codes].sort()).toEqual(expect.arrayContaining(['RULE_BROKEN', 'done']));
  expect([...codes].filter((code) => !['done', 'RULE_BROKEN', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'BAD_USER_INPUT'].includes(code))).toEqual([]);
});

test('every action went well in the storm', () => {
  const done = Object.entries(tally).filter(([outcome]) => outcome.endsWith(' done'));
  expect(done.map(([outcome]) => outcome.split(' ')[0]).sort()).toEqual([
    'acceptContribution',
    'agreePairing',
    'approveProject',
    'confirmContribution',
    'correctContribution',
    'endPairing',
    'logContribution',
    'proposeProject',
    'returnContribution',
    'sendContributionMessage',
    'submitContribution',
    'withdrawContribution',
  ]);
});

test('the storm left rows in every state of review', async () => {
  const states = await platform.rows<{ state: string }>(sql`select distinct state from contribution order by state`);
  expect(states.map(({ state }) => state)).toEqual(['ACCEPTED', 'CONFIRMED', 'DISPUTED', 'DRAFT', 'RETURNED', 'SUBMITTED', 'WITHDRAWN']);
});
