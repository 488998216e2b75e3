import { describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { brokenRules } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { balanceOf, contributionOf } from '../support/contribution.js';
import { confirm, confirmAndAccept } from '../support/life.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, keyIn, OTHER_COUNTY } from '../support/world.js';

const given = useWorld();

const log = (input: object = {}) => given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, ...input }));
const accept = (contribution: string) => confirmAndAccept(given.platform, given.world.office, contribution);
const withdraw = (contribution: string) => given.platform.done(given.world.shanghai, 'withdrawContribution', { contribution });
const giveBack = (contribution: string) => given.platform.done(given.world.office, 'returnContribution', { contribution, reason: '请核对' });
const submit = (contribution: string) => given.platform.done(given.world.shanghai, 'submitContribution', { contribution });
const correct = (contribution: string, input: object = { amount: '90' }) =>
  given.platform.done(given.world.shanghai, 'correctContribution', { contribution, reason: '笔误', ...input });
const refuses = (contribution: string, input: object, ...rules: string[]) =>
  expectRefusal(given.platform, given.world.shanghai, 'correctContribution', { contribution, reason: '笔误', ...input }, ...rules);
const refusesTo = (action: string, contribution: string, ...rules: string[]) =>
  expectRefusal(
    given.platform,
    action === 'acceptContribution' || action === 'returnContribution' ? given.world.office : given.world.shanghai,
    action,
    { contribution, reason: '请核对' },
    ...rules,
  );
const see = async (id: string) => {
  const row = await contributionOf(given.platform, id, given.world.shanghai);
  if (!row) throw new Error(`Expected to see ${id}`);
  return row;
};
/** Which of the rows counts, by their order. */
const counting = async (...ids: string[]) => (await Promise.all(ids.map(see))).map(({ live }) => live);
const newFund = () => given.platform.done(given.world.shanghai, 'openFund', { programme: 'EAST_WEST', nameZh: '资金池', openedOn: '2012-01-01' });

describe('a correction', () => {
  test('is accepted by whoever confirmed the row that it replaces, and not by whoever confirmed the correction', async () => {
    const { platform, world } = given;
    const figure = (contribution: string, amount: string) => ({ contribution, amount, confirmedOn: '2020-05-02' });
    const old = await log();
    await platform.done(world.county, 'confirmContribution', figure(old, '100'));
    await platform.done(world.office, 'acceptContribution', { contribution: old });
    const correction = await correct(old);
    await platform.done(world.prefecture, 'confirmContribution', figure(correction, '90'));
    await expectRefusal(platform, world.prefecture, 'acceptContribution', { contribution: correction }, 'CONFIRMED_BY_YOURSELF');
    await platform.done(world.county, 'acceptContribution', { contribution: correction });
    expect(await brokenChecks(platform.owner, ['nobody_confirms_alone'])).toEqual({});
  });

  test('is a row of its own, and the old one stays as it was', async () => {
    const old = await log({ note: '原备注' });
    const corrected = await correct(old);
    expect(await see(old)).toMatchObject({
      amount: { fen: '10000' },
      live: false,
      state: 'SUBMITTED',
      correctedBy: { id: corrected },
      corrects: null,
    });
    expect(await see(corrected)).toMatchObject({ amount: { fen: '9000' }, live: true, state: 'SUBMITTED', corrects: { id: old } });
  });

  test('keeps what it does not change', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: '5333' }] });
    const places = [COUNTY, OTHER_COUNTY, '533324'].map((place) => ({ place, share: '1/3' }));
    const old = await log({ project, places });
    const { places: kept, sectors, pairing } = await see(await correct(old, { amount: '200' }));
    expect(kept.map(({ amount, share }) => [amount?.fen, share])).toEqual([
      ['6667', '1/3'],
      ['6667', '1/3'],
      ['6666', '1/3'],
    ]);
    expect([sectors, pairing]).toEqual([[{ sector: { code: '31120' }, share: '100%', amount: { fen: '20000' } }], { id: world.pairing }]);
  });

  test('of an accepted row counts when it is accepted, and until then the accepted row counts', async () => {
    const { platform } = given;
    const old = await log();
    await accept(old);
    const corrected = await correct(old);
    expect(await counting(old, corrected)).toEqual([true, false]);
    expect(await contributionOf(platform, corrected)).toBeNull();
    await accept(corrected);
    expect(await counting(old, corrected)).toEqual([false, true]);
    expect(await contributionOf(platform, corrected)).toMatchObject({ amount: { fen: '9000' } });
  });

  test('changes the balance of its fund at once, or when it is accepted', async () => {
    const { platform, world } = given;
    const fund = await newFund();
    const old = await log({ project: null, fund });
    const second = await correct(old);
    expect(await balanceOf(platform, fund, world.shanghai)).toEqual({ balance: '0.00', available: '90.00' });
    await accept(second);
    const third = await correct(second, { amount: '80' });
    expect(await balanceOf(platform, fund, world.shanghai)).toEqual({ balance: '90.00', available: '90.00' });
    await accept(third);
    expect(await balanceOf(platform, fund, world.shanghai)).toEqual({ balance: '80.00', available: '80.00' });
  });

  test('that is withdrawn or returned gives the row back its place', async () => {
    for (const setAside of [withdraw, giveBack]) {
      const old = await log();
      const corrected = await correct(old);
      await setAside(corrected);
      expect(await counting(old, corrected)).toEqual([true, false]);
    }
  });

  test('that was returned takes the place again when it is handed in again', async () => {
    const old = await log();
    const corrected = await correct(old);
    await giveBack(corrected);
    await submit(corrected);
    expect(await counting(old, corrected)).toEqual([false, true]);
  });

  test('follows one that was withdrawn, or accepted', async () => {
    const old = await log();
    await withdraw(await correct(old));
    const second = await correct(old, { amount: '80' });
    await accept(second);
    const third = await correct(second, { amount: '70' });
    await accept(third);
    expect(await counting(old, second, third)).toEqual([false, false, true]);
  });

  test('of what was returned hands it in anew', async () => {
    const old = await log();
    await giveBack(old);
    const corrected = await correct(old);
    expect(await counting(old, corrected)).toEqual([false, true]);
    await refusesTo('submitContribution', old, 'ALREADY_CORRECTED');
  });

  test('leaves the row to itself: nobody decides on a row whose correction is under way', async () => {
    const old = await log();
    await confirm(given.platform, old);
    const corrected = await correct(old);
    for (const action of ['acceptContribution', 'returnContribution', 'withdrawContribution']) await refusesTo(action, old, 'ALREADY_CORRECTED');
    await accept(corrected);
    expect(await counting(old, corrected)).toEqual([false, true]);
  });

  test('can take a row back altogether', async () => {
    const { platform } = given;
    const fund = await newFund();
    const old = await log({ project: null, fund });
    await accept(old);
    const voided = await correct(old, { void: true });
    await accept(voided);
    expect(await see(voided)).toMatchObject({ amount: { fen: '0' }, live: true, state: 'ACCEPTED' });
    expect(await balanceOf(platform, fund)).toMatchObject({ balance: '0.00' });
  });

  test('can take goods back altogether', async () => {
    const old = await log({
      form: 'GOODS',
      amount: null,
      lines: [{ item: '化肥', quantity: '40', unit: '吨', unitValue: '3', valuationBasis: '发票' }],
    });
    expect(await see(await correct(old, { void: true }))).toMatchObject({ amount: null, valued: { fen: '0' }, lines: [] });
  });

  test('mends what was given to a project that was cancelled since', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: COUNTY }] });
    const old = await log({ project });
    await platform.done(world.shanghai, 'updateProject', { project, version: 2, status: 'CANCELLED', reason: '资金不足' });
    await correct(old);
  });

  test('of money that moved on uses what the row itself had taken', async () => {
    const { platform, world } = given;
    const fund = await newFund();
    const source = await log({ project: null, fund });
    const moved = await log({ onwardFrom: source });
    expect((await see(await correct(moved, { amount: '99.99' }))).onwardFrom).toEqual({ id: source });
    expect(await balanceOf(platform, fund, world.shanghai)).toMatchObject({ available: '0.01' });
  });
});

describe('of a chain of corrections one row counts', () => {
  test('also when the second one is handed in again after the first was returned', async () => {
    const { platform } = given;
    const fund = await newFund();
    const first = await log({ project: null, fund });
    const second = await correct(first, { amount: '90' });
    const third = await correct(second, { amount: '80' });
    for (const row of [third, second]) await giveBack(row);
    expect(await counting(first, second, third)).toEqual([true, false, false]);
    await refusesTo('submitContribution', third, 'CORRECTION_OUTDATED');
    await submit(second);
    await submit(third);
    expect(await counting(first, second, third)).toEqual([false, false, true]);
    await accept(third);
    expect(await balanceOf(platform, fund)).toMatchObject({ balance: '80.00' });
  });

  test('also when the first one is withdrawn below the second', async () => {
    const first = await log();
    const second = await correct(first, { amount: '90' });
    const third = await correct(second, { amount: '80' });
    await giveBack(third);
    await withdraw(second);
    await refusesTo('submitContribution', third, 'CORRECTION_OUTDATED');
    expect(await counting(first, second, third)).toEqual([true, false, false]);
  });

  test('also when the first row is handed in again below the second correction', async () => {
    const first = await log();
    await giveBack(first);
    const second = await correct(first, { amount: '90' });
    await giveBack(second);
    const third = await correct(second, { amount: '80' });
    await refusesTo('submitContribution', first, 'CORRECTION_OUTDATED');
    expect(await counting(first, second, third)).toEqual([false, false, true]);
  });

  test('whoever writes: the database refuses a second one', async () => {
    const { platform } = given;
    const first = await log();
    await correct(first);
    await expect(platform.rows(sql`update contribution set live = true where id = ${keyIn(first)}::bigint`)).rejects.toMatchObject({
      constraint: 'contribution_one_live',
    });
  });
});

describe('a correction changes', () => {
  test('the day, and keeps the pairing that is named while it is in force', async () => {
    const { platform, world } = given;
    const wide = await platform.done(world.shanghai, 'agreePairing', { programme: 'EAST_WEST', place: COUNTY, startedOn: '2015-01-01' });
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: COUNTY }], pairings: [world.pairing, wide] });
    const old = await log({ project, pairing: wide });
    const corrected = await correct(old, { occurredOn: '2019-05-01' });
    expect((await see(corrected)).pairing).toEqual({ id: wide });
    expect((await see(await correct(corrected, { occurredOn: '2014-05-01' }))).pairing).toEqual({ id: world.pairing });
  });

  test('the sectors', async () => {
    const sectors = ['31120', '11120'].map((sector) => ({ sector, share: '50%' }));
    const { sectors: right } = await see(await correct(await log(), { sectors }));
    expect(right.map(({ sector, share, amount }) => [sector.code, share, amount?.fen])).toEqual([
      ['31120', '50%', '5000'],
      ['11120', '50%', '5000'],
    ]);
  });

  test('the remark, and takes it away by an empty one', async () => {
    const { platform, world } = given;
    const old = await log({ note: '原备注' });
    const noteOf = async (id: string) =>
      (await platform.read('query ($id: ID!) { node(id: $id) { ... on Contribution { note } } }', { as: world.shanghai, variables: { id } })).node
        .note;
    const kept = await correct(old);
    expect(await noteOf(kept)).toBe('原备注');
    expect(await noteOf(await correct(kept, { note: '' }))).toBeNull();
  });

  test('shared places into a set that is not split', async () => {
    const { platform, world } = given;
    const places = [COUNTY, OTHER_COUNTY].map((place) => ({ place, share: '50%' }));
    const project = await approvedProject(platform, world.shanghai, world.office, { places });
    const row = await see(await correct(await log({ project }), { reportedForSet: true }));
    expect(row).toMatchObject({ placeMode: 'SET', places: [{ share: null }, { share: null }] });
  });

  test('nothing beside taking the row back', async () => {
    const old = await log();
    for (const change of [{ amount: '50' }, { note: '作废' }, { occurredOn: '2020-05-02' }, { reportedForSet: false }]) {
      await refuses(old, { void: true, ...change }, 'VOID_WITH_CHANGES');
    }
  });
});

describe('no correction', () => {
  test('changes the class or the day of money under what was moved on', async () => {
    const source = await log({ project: null, fund: await newFund() });
    await accept(source);
    await accept(await log({ onwardFrom: source, amount: '60' }));
    await refuses(source, { flowClass: 'FISCAL' }, 'ONWARD_WOULD_DIFFER');
    await refuses(source, { occurredOn: '2020-05-02' }, 'ONWARD_WOULD_PRECEDE');
    await correct(source, { occurredOn: '2020-04-30' });
  });

  test('is accepted, or handed in again, that changes the class or the day under what was moved on since', async () => {
    const changes = [
      [{ flowClass: 'FISCAL' }, 'ONWARD_WOULD_DIFFER'],
      [{ occurredOn: '2020-05-02' }, 'ONWARD_WOULD_PRECEDE'],
    ] as const;
    for (const [change, rule] of changes) {
      const source = await log({ project: null, fund: await newFund() });
      await accept(source);
      const corrected = await correct(source, change);
      await log({ onwardFrom: source, amount: '60' });
      await confirm(given.platform, corrected);
      await refusesTo('acceptContribution', corrected, rule);
      await giveBack(corrected);
      await refusesTo('submitContribution', corrected, rule);
    }
  });

  test('is taken back when money of its class moved on', async () => {
    const source = await log({ project: null, fund: await newFund() });
    const corrected = await correct(source, { flowClass: 'FISCAL' });
    await log({ onwardFrom: corrected, flowClass: 'FISCAL', amount: '10' });
    await refusesTo('withdrawContribution', corrected, 'MONEY_MOVED_ON');
  });

  test('leaves a draft of money that moves on with another class than its source', async () => {
    const source = await log({ project: null, fund: await newFund() });
    const draft = await log({ onwardFrom: source, draft: true });
    const corrected = await correct(source, { flowClass: 'FISCAL', occurredOn: '2020-05-02' });
    await refusesTo('submitContribution', draft, 'ONWARD_BEFORE_SOURCE', 'ONWARD_DIFFERS');
    await withdraw(corrected);
    await submit(draft);
  });

  test('goes below what was moved on', async () => {
    const source = await log({ project: null, fund: await newFund() });
    await log({ onwardFrom: source, amount: '60' });
    await refuses(source, { amount: '59.99' }, 'CORRECTION_BELOW_ONWARD');
    await refuses(source, { void: true }, 'CORRECTION_BELOW_ONWARD');
    await correct(source, { amount: '60' });
  });

  test('goes below what was moved on, though the fund holds more and it happens at once', async () => {
    const { platform, world } = given;
    for (let round = 0; round < 8; round += 1) {
      const fund = await newFund();
      const source = await log({ project: null, fund });
      await log({ project: null, fund, amount: '900' });
      const answers = await Promise.all([
        platform.write(world.shanghai, 'correctContribution', { contribution: source, amount: '50', reason: '笔误' }),
        platform.write(world.shanghai, 'logContribution', gift({ project: world.project, onwardFrom: source, amount: '80' })),
      ]);
      expect(answers.map((answer) => brokenRules(answer)[0])).toContain('NONE');
      expect(answers.filter((answer) => answer.errors.length === 0)).toHaveLength(1);
    }
  });

  test('is accepted below what was moved on since', async () => {
    const source = await log({ project: null, fund: await newFund() });
    await accept(source);
    const corrected = await correct(source, { amount: '50' });
    await log({ onwardFrom: source, amount: '60' });
    await confirm(given.platform, corrected);
    await refusesTo('acceptContribution', corrected, 'CORRECTION_BELOW_ONWARD');
  });

  test('is handed in again below what was moved on since', async () => {
    const fund = await newFund();
    const source = await log({ project: null, fund });
    await log({ project: null, fund, amount: '900' });
    const corrected = await correct(source, { amount: '50' });
    await giveBack(corrected);
    await log({ onwardFrom: source, amount: '60' });
    await refusesTo('submitContribution', corrected, 'CORRECTION_BELOW_ONWARD');
  });

  test('is taken back when more was moved on of it than the row before it has', async () => {
    const fund = await newFund();
    const source = await log({ project: null, fund });
    await log({ project: null, fund, amount: '900' });
    const corrected = await correct(source, { amount: '200' });
    await log({ onwardFrom: corrected, amount: '150' });
    await refusesTo('withdrawContribution', corrected, 'MONEY_MOVED_ON');
    await refusesTo('returnContribution', corrected, 'MONEY_MOVED_ON');
  });

  test('of money that moved on is accepted above what it comes from', async () => {
    const fund = await newFund();
    const source = await log({ project: null, fund });
    await log({ project: null, fund, amount: '900' });
    const moved = await log({ onwardFrom: source, amount: '40' });
    await accept(source);
    await accept(moved);
    const corrected = await correct(moved, { amount: '90' });
    await log({ onwardFrom: source, amount: '60' });
    await confirm(given.platform, corrected);
    await refusesTo('acceptContribution', corrected, 'ONWARD_EXCEEDS_SOURCE');
  });

  test('is made twice of one row, also by many at once', async () => {
    const { platform, world } = given;
    const old = await log();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        platform.write(world.shanghai, 'correctContribution', { contribution: old, amount: `${index + 1}`, reason: '笔误' }),
      ),
    );
    expect(answers.filter((answer) => answer.errors.length === 0)).toHaveLength(1);
    await refuses(old, { amount: '1' }, 'ALREADY_CORRECTED');
  });

  test('is made of a correction that waits beside an accepted row', async () => {
    const old = await log();
    await accept(old);
    const waiting = await correct(old);
    await refuses(waiting, { amount: '80' }, 'CORRECTION_WAITS');
    expect(await counting(old, waiting)).toEqual([true, false]);
  });

  test('meets an acceptance half-way: of the two at once, one row counts', async () => {
    const { platform, world } = given;
    for (let round = 0; round < 8; round += 1) {
      const old = await log();
      await confirm(platform, old);
      const [corrected] = await Promise.all([
        platform.write(world.shanghai, 'correctContribution', { contribution: old, amount: '90', reason: '笔误' }),
        platform.write(world.office, 'acceptContribution', { contribution: old }),
      ]);
      const rows = [old, ...(corrected.errors.length === 0 ? [corrected.data.correctContribution.contribution.id] : [])];
      expect((await counting(...rows)).filter((live) => live)).toHaveLength(1);
    }
  });

  test("is made of a draft, of what was withdrawn, or of another partner's row", async () => {
    const { platform, world } = given;
    await refuses(await log({ draft: true }), { amount: '1' }, 'CONFLICT');
    const withdrawn = await log();
    await withdraw(withdrawn);
    await refuses(withdrawn, { amount: '1' }, 'CONFLICT');
    const old = await log();
    await accept(old);
    await expectRefusal(platform, world.guangdong, 'correctContribution', { contribution: old, amount: '1', reason: '笔误' }, 'FORBIDDEN');
    await expectRefusal(platform, world.office, 'correctContribution', { contribution: old, amount: '1', reason: '笔误' }, 'FORBIDDEN');
  });

  test('breaks a rule of the row itself', async () => {
    const old = await log();
    await refuses(old, { amount: '0' }, 'AMOUNT_NOT_POSITIVE');
    await refuses(old, { occurredOn: '2999-01-01' }, 'DATE_IN_FUTURE');
    await refuses(old, { occurredOn: '2011-12-31' }, 'PAIRING_NOT_IN_FORCE');
    await refuses(old, { places: [{ place: OTHER_COUNTY }] }, 'PLACE_OUTSIDE_PROJECT');
    await refuses(old, { reason: '' }, 'TEXT_EMPTY');
    await refuses(old, { reason: '长'.repeat(501) }, 'TEXT_TOO_LONG');
  });
});
