import { afterEach, beforeEach, describe, test } from '@jest/globals';
import type pg from 'pg';
import { connectionTo } from '../support/connection.js';
import type { Account } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, keyIn } from '../support/world.js';

const given = useWorld();

/** A transaction that goes on for as long as a test does. */
let other: pg.Client;
beforeEach(async () => {
  other = await connectionTo(given.platform);
  await other.query('begin');
});
afterEach(async () => {
  await other.query('rollback');
  await other.end();
});

/** Rows that refer to a row lock its key until they are committed, and of a busy fund or project there is always one. */
const referTo = (table: string, id: string) => other.query(`select from ${table} where id = $1 for key share`, [keyIn(id)]);

async function goesOn(as: Account, action: string, input: object): Promise<string> {
  const late = new Promise<never>((_, fail) => {
    setTimeout(() => fail(new Error(`${action} waits for a row that only refers to what it locks`)), 3000).unref();
  });
  return Promise.race([given.platform.done(as, action, input), late]);
}

describe('a write does not wait for rows that only refer to', () => {
  test('the fund that its money leaves', async () => {
    const { platform, world } = given;
    const source = await platform.done(world.shanghai, 'logContribution', gift({ fund: world.fund }));
    await referTo('fund', world.fund);
    await goesOn(world.shanghai, 'logContribution', gift({ project: world.project, onwardFrom: source }));
  });

  test('the row that it decides on or corrects', async () => {
    const { platform, world } = given;
    const row = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
    await referTo('contribution', row);
    await goesOn(world.shanghai, 'correctContribution', { contribution: row, amount: '90', reason: '笔误' });
  });

  test('the project that it approves', async () => {
    const { platform, world } = given;
    const proposal = { programme: 'EAST_WEST', nameZh: '道路', sector: '31120', places: [{ place: COUNTY }] };
    const project = await platform.done(world.shanghai, 'proposeProject', proposal);
    await referTo('project', project);
    await goesOn(world.office, 'approveProject', { project });
  });

  test('the pairing that it ends', async () => {
    const { platform, world } = given;
    const pairing = await platform.done(world.guangdong, 'agreePairing', { programme: 'EAST_WEST', place: COUNTY, startedOn: '2012-01-01' });
    await approvedProject(platform, world.guangdong, world.office, { places: [{ place: COUNTY }], pairings: [pairing] });
    await referTo('pairing', pairing);
    await goesOn(world.guangdong, 'endPairing', { pairing, endedOn: '2020-12-31', reason: '期满' });
  });
});

test('a write does not wait for one that works on another contribution', async () => {
  const { platform, world } = given;
  const log = () => platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
  const [row, another] = [await log(), await log()];
  await other.query('select from contribution where id = $1 for update', [keyIn(another)]);
  await goesOn(world.shanghai, 'correctContribution', { contribution: row, amount: '90', reason: '笔误' });
});
