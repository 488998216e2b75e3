import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Viewer } from '../../src/access/viewer.js';
import { sql } from '../../src/shared/sql.js';
import { brokenMoney, type Hand, ISOLATIONS, type Isolation, rowByHand, takeRole, viewerBehind, type WrittenRow } from '../support/by-hand.js';
import { confirmAndAccept } from '../support/life.js';
import { useWorld } from '../support/use-world.js';
import { gift, keyIn } from '../support/world.js';

// Before the database goes.
afterAll(async () => {
  for (const hand of hands) await hand.end();
  await role?.drop();
});

const given = useWorld();

let role: Awaited<ReturnType<typeof takeRole>>;
const hands: Hand[] = [];
let shanghai: Viewer;
let own: WrittenRow;

beforeAll(async () => {
  const { platform, world } = given;
  role = await takeRole(platform);
  for (const _ of [1, 2]) hands.push(await role.hand());
  shanghai = await viewerBehind(platform, world.shanghai);
  own = { partner_id: keyIn(world.shanghaiId), programme: "'EAST_WEST'", recorded_for: `'partner:${keyIn(world.shanghaiId)}'` };
});

const fund = () => keyIn(given.world.fund);
const onward = (from: string, row: WrittenRow = {}) =>
  rowByHand({
    ...own,
    project_id: keyIn(given.world.project),
    parent_id: from,
    from_fund_id: fund(),
    ancestor_ids: `array[${from}]`,
    amount_fen: '6000',
    ...row,
  });
const takenBack = (row: string) => `update contribution set state = 'WITHDRAWN', live = false where id = ${row}`;
const log = async (input: object = {}) =>
  keyIn(await given.platform.done(given.world.shanghai, 'logContribution', gift({ fund: given.world.fund, flowClass: 'FISCAL', ...input })));

/** Two transactions that have both begun before either writes: how many of them are committed. */
async function atOnce(statements: readonly [string, string], isolations: readonly [Isolation, Isolation]): Promise<number> {
  const [a, b] = hands as [Hand, Hand];
  await a.begin(shanghai, isolations[0]);
  await b.begin(shanghai, isolations[1]);
  // A transaction that goes on seeing what it saw at first has seen it now.
  for (const { client } of [a, b]) await client.query('select count(*) from contribution');
  const committed = async ({ client }: Hand, statement: string) => {
    try {
      await client.query(statement);
      // The other one is at work meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 30));
      await client.query('commit');
      return 1;
    } catch {
      await client.query('rollback');
      return 0;
    }
  };
  const done = await Promise.all([committed(a, statements[0]), committed(b, statements[1])]);
  return (done[0] ?? 0) + (done[1] ?? 0);
}

const PAIRS = ISOLATIONS.flatMap((first) => ISOLATIONS.map((second) => [first, second] as const));

describe.each(PAIRS)('two at once, %s and %s,', (first, second) => {
  const isolations = [first, second] as const;
  const isPlain = first === 'read committed' && second === 'read committed';
  const expectOne = (committed: number) => (isPlain ? expect(committed).toBe(1) : expect(committed).toBeLessThanOrEqual(1));

  test.each(['DISBURSED', 'COMMITTED', 'PLEDGED'])('do not move on more than there is of what is %s', async (stage) => {
    const source = await log({ stage });
    expectOne(await atOnce([onward(source, { stage: `'${stage}'` }), onward(source, { stage: `'${stage}'` })], isolations));
  });

  test('do not move on what is taken back at that moment', async () => {
    const source = await log({ stage: 'PLEDGED' });
    expectOne(await atOnce([onward(source, { stage: "'PLEDGED'" }), takenBack(source)], isolations));
  });

  test('do not both take the place of one row', async () => {
    const source = await log();
    const correction = (amount: string) =>
      `with ${rowByHand({ ...own, fund_id: fund(), corrects_id: source, original_id: source, correction_reason: "'更正'", amount_fen: amount, live: 'false' }).slice('with '.length)}`;
    const taking = (amount: string) =>
      `${correction(amount)}; update contribution set live = (id = currval('contribution_id_seq')) where original_id = ${source}`;
    expectOne(await atOnce([taking('9000'), taking('8000')], isolations));
  });

  test('do not both move on accepted money by its last fen', async () => {
    const row = await given.platform.done(given.world.shanghai, 'logContribution', gift({ fund: given.world.fund, flowClass: 'FISCAL' }));
    await confirmAndAccept(given.platform, given.world.office, row);
    expectOne(await atOnce([onward(keyIn(row), { amount_fen: '10000' }), onward(keyIn(row), { amount_fen: '1' })], isolations));
  });
});

test('whatever they did at once, the books are sound', async () => {
  expect(await brokenMoney(given.platform)).toEqual({});
  const [{ moved } = { moved: 0 }] = await given.platform.rows<{ moved: number }>(
    sql`select count(*)::int as moved from contribution where parent_id is not null and live`,
  );
  expect(moved).toBeGreaterThan(5);
});
