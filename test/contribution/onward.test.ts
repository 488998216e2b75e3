import { describe, expect, test } from '@jest/globals';
import { brokenRules } from '../support/answer.js';
import { balanceOf, contributionOf } from '../support/contribution.js';
import { confirm, confirmAndAccept } from '../support/life.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';

const given = useWorld();

const FISCAL = { flowClass: 'FISCAL' };
const log = (input: object) => given.platform.done(given.world.shanghai, 'logContribution', gift({ ...FISCAL, ...input }));
const accept = (contribution: string) => confirmAndAccept(given.platform, given.world.office, contribution);
const refuses = (input: object, ...rules: string[]) =>
  expectRefusal(given.platform, given.world.shanghai, 'logContribution', gift({ ...FISCAL, ...input }), ...rules);
const newFund = () => given.platform.done(given.world.shanghai, 'openFund', { programme: 'EAST_WEST', nameZh: '资金池', openedOn: '2012-01-01' });

describe('100 yuan from Shanghai to its pool, to the county, to a project and on', () => {
  test('are four rows: one of new money and three onward, each with what it comes from', async () => {
    const { platform, world } = given;
    const [pool, second] = [await newFund(), await newFund()];
    const first = await log({ fund: pool });
    const toSecond = await log({ fund: second, onwardFrom: first });
    const toCounty = await log({ fund: world.countyFund, onwardFrom: toSecond });
    const toProject = await platform.done(world.county, 'logContribution', gift({ ...FISCAL, project: world.project, onwardFrom: toCounty }));
    for (const row of [first, toSecond, toCounty, toProject]) await accept(row);

    const rows = await Promise.all([first, toSecond, toCounty, toProject].map((id) => contributionOf(platform, id)));
    expect(rows.map((row) => row?.onwardFrom?.id ?? null)).toEqual([null, first, toSecond, toCounty]);
    expect(rows.map((row) => row?.fromFund?.id ?? null)).toEqual([null, pool, second, world.countyFund]);
    expect(rows.map((row) => row?.onward.nodes.map(({ id }) => id))).toEqual([[toSecond], [toCounty], [toProject], []]);
    expect(rows.map((row) => row?.partner.id)).toEqual(Array(4).fill(world.shanghaiId));
    for (const fund of [pool, second]) expect(await balanceOf(platform, fund)).toEqual({ balance: '0.00', available: null });
  });
});

describe('a fund', () => {
  test('counts what is handed in as available, and what is accepted as its balance', async () => {
    const { platform, world } = given;
    const fund = await newFund();
    const first = await log({ fund });
    expect(await balanceOf(platform, fund, world.shanghai)).toEqual({ balance: '0.00', available: '100.00' });
    await accept(first);
    const moved = await log({ project: world.project, onwardFrom: first, amount: '33.34' });
    expect(await balanceOf(platform, fund, world.shanghai)).toEqual({ balance: '100.00', available: '66.66' });
    await accept(moved);
    expect(await balanceOf(platform, fund, world.shanghai)).toEqual({ balance: '66.66', available: '66.66' });
  });

  test('tells what is available to its holder, the office and the auditor, and to nobody else', async () => {
    const { platform, world } = given;
    const fund = await newFund();
    await log({ fund });
    const seenBy = async (as: typeof world.office | undefined) => (await balanceOf(platform, fund, as)).available;
    expect(await Promise.all([world.shanghai, world.office, world.auditor].map(seenBy))).toEqual(['100.00', '100.00', '100.00']);
    expect(await Promise.all([undefined, world.guangdong, world.county, world.province].map(seenBy))).toEqual([null, null, null, null]);
  });

  test('counts neither pledges nor help in kind', async () => {
    const { platform, world } = given;
    const fund = await newFund();
    await log({ fund, stage: 'PLEDGED' });
    await log({ fund, form: 'GOODS', amount: null, lines: [{ item: '化肥', quantity: '1', unit: '吨' }] });
    expect((await balanceOf(platform, fund, world.shanghai)).available).toBe('0.00');
  });

  test('is not overdrawn by money that moves on, also of two at once', async () => {
    const { platform, world } = given;
    const fund = await newFund();
    const first = await log({ fund });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        platform.write(world.shanghai, 'logContribution', gift({ ...FISCAL, project: world.project, onwardFrom: first, amount: '60' })),
      ),
    );
    expect(answers.map((answer) => brokenRules(answer)[0]).sort()).toEqual(['NONE', ...Array(9).fill('FUND_OVERDRAWN')].sort());
    expect((await balanceOf(platform, fund, world.shanghai)).available).toBe('40.00');
  });

  test('is not overdrawn by a source that is withdrawn, also while its money moves on', async () => {
    const { platform, world } = given;
    for (let round = 0; round < 8; round += 1) {
      const fund = await newFund();
      const first = await log({ fund });
      await Promise.all([
        platform.write(world.shanghai, 'withdrawContribution', { contribution: first }),
        platform.write(world.shanghai, 'logContribution', gift({ ...FISCAL, project: world.project, onwardFrom: first })),
      ]);
      expect(['0.00', '100.00']).toContain((await balanceOf(platform, fund, world.shanghai)).available);
      const source = await contributionOf(platform, first, world.shanghai);
      expect(source?.onward.totalCount).toBe(source?.live ? 1 : 0);
    }
  });
});

describe('money that moves on', () => {
  test('does not exceed what it comes from, though the fund holds more', async () => {
    const { world } = given;
    const fund = await newFund();
    const first = await log({ fund });
    await log({ fund, amount: '500' });
    await refuses({ project: world.project, onwardFrom: first, amount: '100.01' }, 'ONWARD_EXCEEDS_SOURCE');
    await log({ project: world.project, onwardFrom: first, amount: '99.99' });
    await refuses({ project: world.project, onwardFrom: first, amount: '0.02' }, 'ONWARD_EXCEEDS_SOURCE');
    await log({ project: world.project, onwardFrom: first, amount: '0.01' });
  });

  test('does not exceed what it comes from, though two hand in their drafts one after the other', async () => {
    const { platform, world } = given;
    const fund = await newFund();
    const first = await log({ fund });
    await log({ fund, amount: '500' });
    const draft = () => log({ project: world.project, onwardFrom: first, amount: '60', draft: true });
    const [one, two] = [await draft(), await draft()];
    await platform.done(world.shanghai, 'submitContribution', { contribution: one });
    await expectRefusal(platform, world.shanghai, 'submitContribution', { contribution: two }, 'ONWARD_EXCEEDS_SOURCE');
  });

  test('is not handed in when what it comes from was taken back meanwhile', async () => {
    const { platform, world } = given;
    const fund = await newFund();
    const first = await log({ fund });
    await log({ fund, amount: '500' });
    const draft = await log({ project: world.project, onwardFrom: first, draft: true });
    await platform.done(world.shanghai, 'withdrawContribution', { contribution: first });
    await expectRefusal(platform, world.shanghai, 'submitContribution', { contribution: draft }, 'ONWARD_EXCEEDS_SOURCE');
  });

  test('keeps its class, its stage and its form', async () => {
    const { world } = given;
    const first = await log({ fund: await newFund() });
    for (const other of [{ flowClass: 'DONATION' }, { stage: 'PLEDGED' }]) {
      await refuses({ project: world.project, onwardFrom: first, ...other }, 'ONWARD_DIFFERS');
    }
    const lines = [{ item: '化肥', quantity: '1', unit: '吨' }];
    await refuses({ project: world.project, onwardFrom: first, form: 'GOODS', amount: null, lines }, 'ONWARD_DIFFERS');
  });

  test('comes from a fund, and goes to another one', async () => {
    const { world } = given;
    const fund = await newFund();
    const first = await log({ fund });
    await refuses({ fund, onwardFrom: first }, 'ONWARD_TO_SAME_FUND');
    const spent = await log({ project: world.project });
    await expectRefusal(
      given.platform,
      world.shanghai,
      'logContribution',
      gift({ ...FISCAL, project: world.project, onwardFrom: spent }),
      'FORBIDDEN',
    );
  });

  test('does not move before it came', async () => {
    const first = await log({ fund: await newFund() });
    await refuses({ project: given.world.project, onwardFrom: first, occurredOn: '2020-04-30' }, 'ONWARD_BEFORE_SOURCE');
  });

  test('is moved by whoever holds the fund, and by nobody else', async () => {
    const { platform, world } = given;
    const first = await log({ fund: await newFund() });
    await accept(first);
    for (const other of [world.guangdong, world.county]) {
      await expectRefusal(platform, other, 'logContribution', gift({ ...FISCAL, project: world.project, onwardFrom: first }), 'FORBIDDEN');
    }
  });

  test('is not accepted before what it comes from', async () => {
    const { platform, world } = given;
    const first = await log({ fund: await newFund() });
    const moved = await log({ project: world.project, onwardFrom: first });
    await confirm(platform, moved);
    await expectRefusal(platform, world.office, 'acceptContribution', { contribution: moved }, 'SOURCE_NOT_ACCEPTED');
    await accept(first);
    await accept(moved);
  });

  test('keeps what it comes from where it is', async () => {
    const { platform, world } = given;
    const first = await log({ fund: await newFund() });
    await log({ project: world.project, onwardFrom: first, amount: '1' });
    await expectRefusal(platform, world.shanghai, 'withdrawContribution', { contribution: first }, 'MONEY_MOVED_ON');
    await expectRefusal(platform, world.office, 'returnContribution', { contribution: first, reason: '请核对' }, 'MONEY_MOVED_ON');
  });
});

test("a gift through a chamber shows on the member's page and on the chamber's, and is one row", async () => {
  const { platform, world } = given;
  const project = await platform.done(world.chamber, 'proposeProject', {
    programme: 'TEN_THOUSAND_ENTERPRISES',
    nameZh: '商会项目',
    sector: '31120',
    places: [{ place: world.villageId }],
  });
  await platform.done(world.office, 'approveProject', { project });
  const logged = await platform.done(world.member, 'logContribution', gift({ project, through: world.chamberId }));
  const byChamber = await platform.done(world.chamber, 'logContribution', gift({ project, partner: world.memberId, through: world.chamberId }));
  for (const row of [logged, byChamber]) await accept(row);

  const page = 'query ($id: ID!) { node(id: $id) { ... on Partner { contributions { totalCount nodes { id partner { id } through { id } } } } } }';
  const rows = [byChamber, logged].map((id) => ({ id, partner: { id: world.memberId }, through: { id: world.chamberId } }));
  for (const id of [world.memberId, world.chamberId]) {
    const { node } = await platform.read(page, { variables: { id } });
    expect(node.contributions).toEqual({ totalCount: 2, nodes: rows });
  }
  const { contributions } = await platform.read('{ contributions(filter: { programme: TEN_THOUSAND_ENTERPRISES }) { totalCount } }');
  expect(contributions.totalCount).toBe(2);
});
