import { describe, expect, test } from '@jest/globals';
import { MONEY_RULES } from '../../seeds/guards.js';
import { sql } from '../../src/shared/sql.js';
import { brokenRules, codeOf, dataOf } from '../support/answer.js';
import { contributionOf } from '../support/contribution.js';
import { withoutGuards } from '../support/guards.js';
import { confirm, confirmAndAccept } from '../support/life.js';
import type { Account } from '../support/platform.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, keyIn, OTHER_COUNTY } from '../support/world.js';

const given = useWorld();

const log = (input: object = {}) => given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, ...input }));
const goods = (lines: object[]) => log({ form: 'GOODS', amount: null, lines });
const confirms = (as: Account, contribution: string, input: object = {}) =>
  given.platform.write(as, 'confirmContribution', { contribution, confirmedOn: '2020-05-02', amount: '100', ...input });
const refuses = (as: Account, contribution: string, input: object, ...rules: string[]) =>
  expectRefusal(given.platform, as, 'confirmContribution', { contribution, confirmedOn: '2020-05-02', amount: '100', ...input }, ...rules);
const stateOf = async (id: string, as: Account = given.world.shanghai) => (await contributionOf(given.platform, id, as))?.state;
const correct = (contribution: string, input: object) =>
  given.platform.done(given.world.shanghai, 'correctContribution', { contribution, reason: '按收据', ...input });

describe('a confirmation', () => {
  test('of the same figure makes the contribution confirmed, and of another one disputed', async () => {
    const { world } = given;
    for (const [amount, state] of [
      ['100', 'CONFIRMED'],
      ['100.00', 'CONFIRMED'],
      ['99.99', 'DISPUTED'],
      ['100.01', 'DISPUTED'],
      ['0', 'DISPUTED'],
    ] as const) {
      const id = await log();
      dataOf(await confirms(world.county, id, { amount }));
      expect([amount, await stateOf(id)]).toEqual([amount, state]);
    }
  });

  test('in kind agrees by item and unit, whatever the order and however often named', async () => {
    const { world } = given;
    const lines = [
      { item: '化肥', quantity: '40', unit: '吨' },
      { item: '农药', quantity: '2.5', unit: '箱' },
    ];
    const [fertiliser, pesticide] = lines;
    for (const [said, state] of [
      [lines, 'CONFIRMED'],
      [[pesticide, { ...fertiliser, quantity: '15' }, { ...fertiliser, quantity: '25' }], 'CONFIRMED'],
      [[...lines, { item: '种子', quantity: '0', unit: '袋' }], 'CONFIRMED'],
      [[fertiliser], 'DISPUTED'],
      [[fertiliser, { ...pesticide, unit: '瓶' }], 'DISPUTED'],
      [[fertiliser, { ...pesticide, quantity: '2.499' }], 'DISPUTED'],
      [[], 'DISPUTED'],
    ] as const) {
      const id = await goods(lines);
      dataOf(await confirms(world.county, id, { amount: null, lines: said }));
      expect([said, await stateOf(id)]).toEqual([said, state]);
    }
  });

  test('says who, how much, on which day, and stays when another one takes its place', async () => {
    const { platform, world } = given;
    const id = await log();
    dataOf(await confirms(world.county, id, { amount: '90', note: '少一笔' }));
    dataOf(await confirms(world.prefecture, id, { amount: '100' }));
    const { node } = await platform.read(
      `query ($id: ID!) { node(id: $id) { ... on Contribution { state confirmation { amount { yuan } }
        confirmations { totalCount nodes { role place { nameZh } partner { id } accountName amount { yuan } confirmedOn note } } } } }`,
      { as: world.shanghai, variables: { id } },
    );
    const said = { role: 'PLACE', partner: null, accountName: 'PLACE', confirmedOn: '2020-05-02' };
    expect(node).toEqual({
      state: 'CONFIRMED',
      confirmation: { amount: { yuan: '100.00' } },
      confirmations: {
        totalCount: 2,
        nodes: [
          { ...said, place: { nameZh: '怒江傈僳族自治州' }, amount: { yuan: '100.00' }, note: null },
          { ...said, place: { nameZh: '福贡县' }, amount: { yuan: '90.00' }, note: '少一笔' },
        ],
      },
    });
  });

  test('has to be well formed', async () => {
    const { county } = given.world;
    const [cash, kind] = [await log(), await goods([{ item: '化肥', quantity: '1', unit: '吨' }])];
    await refuses(county, cash, { amount: null }, 'AMOUNT_MISSING');
    await refuses(county, cash, { amount: '-1' }, 'AMOUNT_NEGATIVE');
    await refuses(county, cash, { amount: '0.001' }, 'AMOUNT_TOO_PRECISE');
    await refuses(county, cash, { lines: [{ item: '化肥', quantity: '1', unit: '吨' }] }, 'LINES_WITH_CASH');
    await refuses(county, cash, { confirmedOn: '2999-01-01', note: '长'.repeat(501) }, 'DATE_IN_FUTURE', 'TEXT_TOO_LONG');
    await refuses(county, kind, {}, 'AMOUNT_IN_KIND', 'LINE_COUNT');
    await refuses(county, cash, { confirmedOn: '1949-09-30' }, 'DATE_TOO_EARLY');
    await refuses(county, kind, { amount: null, lines: [{ item: '', quantity: '-1', unit: '吨' }] }, 'QUANTITY_NEGATIVE', 'TEXT_EMPTY');
  });

  test('has a note of several lines, and may be of the day on which the republic was founded', async () => {
    dataOf(await confirms(given.world.county, await log(), { note: '已到账。\n见回单。', confirmedOn: '1949-10-01' }));
  });

  test('is made once, however often it is sent', async () => {
    const { platform, world } = given;
    const id = await log();
    const input = { contribution: id, amount: '90', confirmedOn: '2020-05-02' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => platform.write(world.county, 'confirmContribution', input, 'confirm-once-1')));
    expect(answers.map(codeOf)).toEqual(answers.map(() => null));
    expect(await platform.rows(sql`select from confirmation where contribution_id = ${keyIn(id)}::bigint`)).toHaveLength(1);
    expect(codeOf(await platform.write(world.county, 'confirmContribution', { ...input, amount: '91' }, 'confirm-once-1'))).toBe('CONFLICT');
  });

  test('comes neither before the contribution is handed in, nor after it is accepted, sent back or taken back', async () => {
    const { platform, world } = given;
    expect(codeOf(await confirms(world.county, await log({ draft: true })))).toBe('NOT_FOUND');
    const accepted = await log();
    await confirmAndAccept(platform, world.office, accepted);
    const returned = await log();
    await platform.done(world.county, 'returnContribution', { contribution: returned, reason: '请核对' });
    for (const id of [accepted, returned]) await refuses(world.county, id, {}, 'CONFLICT');
  });

  test('is set aside when the contribution is sent back, and made anew when that comes again', async () => {
    const { platform, world } = given;
    const id = await log();
    await confirm(platform, id);
    await platform.done(world.office, 'returnContribution', { contribution: id, reason: '请核对' });
    await platform.done(world.shanghai, 'submitContribution', { contribution: id });
    expect(await stateOf(id)).toBe('SUBMITTED');
    expect(brokenRules(await platform.write(world.office, 'acceptContribution', { contribution: id }))).toEqual(['CONFLICT']);
    await confirmAndAccept(platform, world.office, id);
  });
});

describe('who confirms', () => {
  test.each(['county', 'prefecture', 'province'] as const)('the %s, for what lies in it', async (who) => {
    dataOf(await confirms(given.world[who], await log()));
  });

  test.each([
    ['otherCounty', 'NOT_FOUND'],
    ['village', 'NOT_FOUND'],
    ['guangdong', 'NOT_FOUND'],
    ['shanghai', 'FORBIDDEN'],
    ['office', 'FORBIDDEN'],
    ['auditor', 'FORBIDDEN'],
    ['administrator', 'FORBIDDEN'],
  ] as const)('not the %s', async (who, code) => {
    await refuses(given.world[who], await log(), {}, code);
  });

  test('the village, for what lies in it', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: world.villageId }] });
    dataOf(await confirms(world.village, await log({ project })));
    dataOf(await confirms(world.township, await log({ project })));
  });

  test('of several places the one that holds them all, and none of them alone', async () => {
    const { platform, world } = given;
    const places = [COUNTY, OTHER_COUNTY].map((place) => ({ place, share: '50%' }));
    const project = await approvedProject(platform, world.shanghai, world.office, { places });
    for (const input of [{ project }, { project, places: places.map(({ place }) => ({ place })), reportedForSet: true }]) {
      const id = await log(input);
      await refuses(world.county, id, {}, 'FORBIDDEN');
      dataOf(await confirms(world.prefecture, id));
    }
  });

  test('of money in a fund its holder, and where the giver holds it itself the office, of which another account accepts', async () => {
    const { platform, world } = given;
    const toCounty = await log({ project: null, fund: world.countyFund });
    await refuses(world.office, toCounty, {}, 'FORBIDDEN');
    dataOf(await confirms(world.county, toCounty));
    const own = await log({ project: null, fund: world.fund });
    dataOf(await confirms(world.office, own));
    await expectRefusal(platform, world.office, 'acceptContribution', { contribution: own }, 'CONFIRMED_BY_YOURSELF');
    await platform.done(world.otherOffice, 'acceptContribution', { contribution: own });
  });

  test('of what a place passes on the partner whose money it is', async () => {
    const { platform, world } = given;
    const source = await log({ project: null, fund: world.countyFund });
    const moved = await platform.done(world.county, 'logContribution', gift({ project: world.project, onwardFrom: source }));
    for (const who of ['county', 'prefecture', 'office'] as const) await refuses(world[who], moved, {}, 'FORBIDDEN');
    dataOf(await confirms(world.shanghai, moved));
    expect(await stateOf(moved)).toBe('CONFIRMED');
  });

  test('nobody who accepts it, though another account of the same county may', async () => {
    const { platform, world } = given;
    const id = await log();
    dataOf(await confirms(world.county, id));
    await expectRefusal(platform, world.county, 'acceptContribution', { contribution: id }, 'CONFIRMED_BY_YOURSELF');
    const [county] = await platform.rows<{ id: string }>(sql`select id::text as id from place where code = ${COUNTY}`);
    await platform.done(await platform.account('PLACE', { placeId: county?.id ?? '' }), 'acceptContribution', { contribution: id });
  });
});

describe('a dispute', () => {
  test('is not accepted, and ends when the recorder mends its figure, or the receiving side its own', async () => {
    const { platform, world } = given;
    const [mended, confirmedAgain] = [await log(), await log()];
    for (const id of [mended, confirmedAgain]) {
      dataOf(await confirms(world.county, id, { amount: '90' }));
      await expectRefusal(platform, world.office, 'acceptContribution', { contribution: id }, 'CONFLICT');
    }
    const right = await correct(mended, { amount: '90' });
    expect(await stateOf(right)).toBe('CONFIRMED');
    await platform.done(world.office, 'acceptContribution', { contribution: right });
    dataOf(await confirms(world.county, confirmedAgain, { amount: '100' }));
    await platform.done(world.office, 'acceptContribution', { contribution: confirmedAgain });
  });

  test('goes on when the correction says a third figure, and begins when it leaves what was confirmed', async () => {
    const { world } = given;
    const id = await log();
    dataOf(await confirms(world.county, id, { amount: '90' }));
    const third = await correct(id, { amount: '95' });
    expect(await stateOf(third)).toBe('DISPUTED');
    const agreed = await correct(third, { amount: '90' });
    expect(await stateOf(agreed)).toBe('CONFIRMED');
    expect(await stateOf(await correct(agreed, { amount: '91' }))).toBe('DISPUTED');
  });

  test('about nothing received ends when the row is taken back', async () => {
    const { world } = given;
    const [cash, kind] = [await log(), await goods([{ item: '化肥', quantity: '1', unit: '吨' }])];
    dataOf(await confirms(world.county, cash, { amount: '0' }));
    dataOf(await confirms(world.county, kind, { amount: null, lines: [] }));
    for (const id of [cash, kind]) expect(await stateOf(await correct(id, { void: true }))).toBe('CONFIRMED');
  });

  test('in kind ends with the lines that were received', async () => {
    const { world } = given;
    const id = await goods([{ item: '化肥', quantity: '40', unit: '吨' }]);
    const received = [{ item: '化肥', quantity: '38', unit: '吨' }];
    dataOf(await confirms(world.county, id, { amount: null, lines: received }));
    expect(await stateOf(id)).toBe('DISPUTED');
    expect(await stateOf(await correct(id, { lines: received }))).toBe('CONFIRMED');
  });

  test('leaves the figure with neither side once it lies elsewhere, or was accepted before', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: '5333' }] });
    const there = await log({ project, places: [{ place: COUNTY }] });
    await confirm(platform, there);
    expect(await stateOf(await correct(there, { places: [{ place: OTHER_COUNTY }] }))).toBe('SUBMITTED');
    const accepted = await log();
    await confirmAndAccept(platform, world.office, accepted);
    expect(await stateOf(await correct(accepted, { note: '备注' }))).toBe('SUBMITTED');
  });
});

describe('the database', () => {
  const update = (assignments: string, id: string) =>
    given.platform.rows(sql`update contribution set ${sql.raw(assignments)} where id = ${keyIn(id)}::bigint`);

  test('accepts nothing that was not confirmed, whoever writes', async () => {
    const id = await log();
    await expect(update("state = 'ACCEPTED'", id)).rejects.toMatchObject({ constraint: 'confirmed_first' });
    dataOf(await confirms(given.world.county, id, { amount: '90' }));
    await expect(update("state = 'ACCEPTED'", id)).rejects.toMatchObject({ constraint: 'confirmed_first' });
    await expect(update("state = 'CONFIRMED'", id)).rejects.toMatchObject({ constraint: 'state_follows_figures' });
  });

  test('takes no confirmation of another contribution, and changes none', async () => {
    const [id, other] = [await log(), await log()];
    await confirm(given.platform, other);
    const [said] = await given.platform.rows<{ id: string }>(sql`select max(id)::text as id from confirmation`);
    await expect(update(`state = 'CONFIRMED', confirmation_id = ${said?.id}`, id)).rejects.toMatchObject({ constraint: 'state_follows_figures' });
    await expect(given.platform.rows(sql`update confirmation set amount_fen = 1`)).rejects.toMatchObject({ constraint: 'append_only' });
    await expect(given.platform.rows(sql`delete from confirmation_line`)).rejects.toMatchObject({ constraint: 'append_only' });
  });

  test('lets what was accepted before there were confirmations stand without one', async () => {
    const { rows } = given.platform;
    const id = keyIn(await log());
    const copy = (precedes: boolean) => sql`
      insert into contribution (original_id, id, partner_id, programme, project_id, flow_class, stage, form, amount_fen, occurred_on, place_mode, state, live, recorded_for, precedes_confirmations)
      select next, next, partner_id, programme, project_id, flow_class, stage, form, amount_fen, occurred_on, place_mode, 'ACCEPTED', false, recorded_for, ${precedes}
      from contribution, nextval('contribution_id_seq') as next where id = ${id}::bigint`;
    await withoutGuards(given.platform, [...MONEY_RULES, ['contribution', 'contribution_is_accepted_later']], async () => {
      await expect(rows(copy(false))).rejects.toMatchObject({ constraint: 'contribution_confirmed' });
      await rows(copy(true));
    });
  });
});

describe('at once', () => {
  test('an acceptance and a return: one wins, and the other is told how the row is now', async () => {
    const { platform, world } = given;
    for (let round = 0; round < 10; round += 1) {
      const contribution = await log();
      await confirm(platform, contribution);
      const [accepted, returned] = await Promise.all([
        platform.write(world.prefecture, 'acceptContribution', { contribution }),
        platform.write(world.office, 'returnContribution', { contribution, reason: '请核对' }),
      ]);
      const state = await stateOf(contribution);
      const [won, lost] = state === 'ACCEPTED' ? [accepted, returned] : [returned, accepted];
      expect([state, codeOf(won), codeOf(lost)]).toEqual([state === 'ACCEPTED' ? 'ACCEPTED' : 'RETURNED', null, 'CONFLICT']);
      expect(lost.errors[0]?.extensions).toMatchObject({ reason: 'CONTRIBUTION_STATE', contribution: { id: contribution, state } });
    }
  });

  test('three hundred confirmations: none is lost', async () => {
    const { platform, world } = given;
    const ids: string[] = [];
    for (let batch = 0; batch < 10; batch += 1) ids.push(...(await Promise.all(Array.from({ length: 30 }, () => log()))));
    const answers = await Promise.all(ids.map((id, index) => confirms(world.county, id, { amount: index % 3 === 0 ? '90' : '100' })));
    expect(answers.filter(({ errors }) => errors.length > 0)).toEqual([]);
    const rows = await platform.rows<{ state: string; count: number; said: number }>(sql`
      select state, count(*)::int as count, count(said.id)::int as said
      from contribution join confirmation said on said.id = confirmation_id and said.contribution_id = contribution.id
      where contribution.id = any(${sql.val(ids.map(keyIn))}::bigint[]) group by state order by state`);
    expect(rows).toEqual([
      { state: 'CONFIRMED', count: 200, said: 200 },
      { state: 'DISPUTED', count: 100, said: 100 },
    ]);
  }, 60_000);

  test('a correction and a confirmation: the state is what the figures say', async () => {
    const { platform, world } = given;
    for (let round = 0; round < 10; round += 1) {
      const contribution = await log();
      const [corrected, confirmed] = await Promise.all([
        platform.write(world.shanghai, 'correctContribution', { contribution, amount: '90', reason: '按收据' }),
        confirms(world.county, contribution, { amount: '90' }),
      ]);
      const right = dataOf(corrected).correctContribution.contribution.id;
      // Either the confirmation came first and holds for the correction, or it came to a row that was corrected already.
      expect([await stateOf(right), brokenRules(confirmed)]).toEqual(
        codeOf(confirmed) === null ? ['CONFIRMED', ['NONE']] : ['SUBMITTED', ['ALREADY_CORRECTED']],
      );
      expect(await platform.rows(sql`select from contribution where live and original_id = ${keyIn(contribution)}::bigint`)).toHaveLength(1);
    }
  });
});
