import { describe, expect, test } from '@jest/globals';
import { dataOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { answerFor, close, openYear, versionsOf } from '../support/closing.js';
import { confirm, confirmAndAccept } from '../support/life.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';

const given = useWorld();

const log = (year: number, input: object = {}) =>
  given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, occurredOn: `${year}-05-01`, ...input }));
const accepted = async (year: number, input: object = {}) => confirmAndAccept(given.platform, given.world.office, await log(year, input));
const correct = (contribution: string, change: object) =>
  given.platform.done(given.world.shanghai, 'correctContribution', { contribution, reason: '笔误', ...change });

/** What the open rows of a period are, as the office is told. */
async function openRows(period: string): Promise<string[]> {
  const { node } = await given.platform.read(
    `query ($id: ID!) { node(id: $id) { ... on ReportingPeriod {
      contributions(filter: { states: [SUBMITTED, CONFIRMED, DISPUTED, RETURNED] }, first: 100) { nodes { id } } } } }`,
    { as: given.world.office, variables: { id: period } },
  );
  return node.contributions.nodes.map(({ id }: { id: string }) => id).sort();
}

describe('closing a period', () => {
  test('is refused while rows of it are open, which it counts and lists, unless they are left out', async () => {
    const { platform, world } = given;
    const period = await openYear(platform, world, 2013);
    await accepted(2013);
    const submitted = await log(2013);
    const confirmed = await confirm(platform, await log(2013));
    const returned = await log(2013);
    await platform.done(world.county, 'returnContribution', { contribution: returned, reason: '缺票据' });
    await log(2013, { draft: true });
    await log(2014);

    const answer = await expectRefusal(platform, world.office, 'closePeriod', { period, leaveOut: false }, 'PERIOD_HAS_OPEN_ROWS');
    expect(answer.errors[0]?.message).toContain('CONFIRMED 1, RETURNED 1, SUBMITTED 1');
    expect(await openRows(period)).toEqual([submitted, confirmed, returned].sort());

    await close(platform, world, period);
    await expectRefusal(platform, world.county, 'acceptContribution', { contribution: confirmed }, 'PERIOD_CLOSED');
  });

  test('fixes what its accepted rows add up to, by class, stage and form, with its instant', async () => {
    const { platform, world } = given;
    const period = await openYear(platform, world, 2015);
    await accepted(2015, { amount: '10.01' });
    await accepted(2015, { amount: '0.02' });
    await accepted(2015, { amount: '7', stage: 'PLEDGED' });
    await accepted(2015, { form: 'GOODS', amount: null, lines: [{ item: '化肥', quantity: '2', unit: '吨' }] });
    const pooled = await accepted(2015, { fund: world.fund, project: null, amount: '50', flowClass: 'FISCAL' });
    await accepted(2015, { onwardFrom: pooled, amount: '20', flowClass: 'FISCAL' });
    await log(2015, { amount: '1000' });
    await close(platform, world, period);

    const [version, ...others] = await versionsOf(platform, period);
    expect(others).toEqual([]);
    const line = (flowClass: string, stage: string, form: string, rows: number, gross: string, net: string) => ({
      flowClass,
      stage,
      form,
      rows,
      gross: { fen: gross },
      net: { fen: net },
    });
    expect(version).toEqual({
      version: 1,
      recordedAt: expect.anything(),
      reason: null,
      contribution: null,
      request: null,
      figures: [
        line('DONATION', 'DISBURSED', 'CASH', 2, '1003', '1003'),
        line('DONATION', 'DISBURSED', 'GOODS', 1, '0', '0'),
        line('DONATION', 'PLEDGED', 'CASH', 1, '700', '700'),
        line('FISCAL', 'DISBURSED', 'CASH', 2, '7000', '5000'),
      ],
    });
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on ReportingPeriod { closedAt version viewerCanClose } } }', {
      as: world.office,
      variables: { id: period },
    });
    expect(node).toEqual({ closedAt: version?.recordedAt, version: 1, viewerCanClose: false });
    const { impact } = await platform.read(
      '{ impact(filter: { programme: EAST_WEST, fromYear: 2015, toYear: 2015 }) { money { flowClass stage net { fen } gross { fen } } } }',
    );
    expect(impact.money).toEqual(expect.arrayContaining([{ flowClass: 'FISCAL', stage: 'DISBURSED', net: { fen: '5000' }, gross: { fen: '7000' } }]));
  });

  test('leaves alone what belongs to another programme, another period or none', async () => {
    const { platform, world } = given;
    const half = { code: '2016-H1', endsOn: '2016-06-30', dueOn: '2016-07-31' };
    await close(platform, world, await openYear(platform, world, 2016, half));
    await accepted(2016, { occurredOn: '2016-07-01' });
    const village = await platform.done(world.enterprise, 'proposeProject', {
      programme: 'TEN_THOUSAND_ENTERPRISES',
      nameZh: '养殖',
      sector: '31120',
      places: [{ place: world.villageId }],
    });
    await platform.done(world.office, 'approveProject', { project: village });
    await confirmAndAccept(
      platform,
      world.office,
      await platform.done(world.enterprise, 'logContribution', gift({ project: village, occurredOn: '2016-05-01' })),
    );
    await expectRefusal(
      platform,
      world.county,
      'acceptContribution',
      { contribution: await confirm(platform, await log(2016, { occurredOn: '2016-06-30' })) },
      'PERIOD_CLOSED',
    );
  });
});

describe('in a closed period', () => {
  test('accepted rows are neither corrected nor voided, and the refusal names the period and what to do', async () => {
    const { platform, world } = given;
    const row = await accepted(2017);
    await close(platform, world, await openYear(platform, world, 2017));
    const before = await answerFor(platform, 2017);
    for (const change of [{ amount: '90' }, { occurredOn: '2018-01-01' }, { void: true }, { note: '补记' }]) {
      const answer = await expectRefusal(
        platform,
        world.shanghai,
        'correctContribution',
        { contribution: row, reason: '笔误', ...change },
        'PERIOD_CLOSED',
      );
      expect(answer.errors[0]?.extensions.rules).toEqual([
        expect.objectContaining({
          path: ['input', 'contribution'],
          messages: {
            zh: expect.stringMatching(/东西部协作 2017 年.*askForCorrection/),
            en: expect.stringMatching(/Cooperation 2017.*askForCorrection/),
          },
        }),
      ]);
    }
    expect(await answerFor(platform, 2017)).toEqual(before);
  });

  test('a correction that was under way is accepted no more, nor is one that would come in from elsewhere or go out', async () => {
    const { platform, world } = given;
    const inside = await accepted(2018);
    const outside = await accepted(2014);
    const under = await confirm(platform, await correct(inside, { amount: '90' }));
    const leaving = await accepted(2018);
    const out = await confirm(platform, await correct(leaving, { occurredOn: '2014-03-01' }));
    const coming = await confirm(platform, await correct(outside, { occurredOn: '2018-03-01' }));
    await close(platform, world, await openYear(platform, world, 2018));
    const before = await answerFor(platform, 2018);
    for (const contribution of [under, out, coming]) {
      await expectRefusal(platform, world.office, 'acceptContribution', { contribution }, 'PERIOD_CLOSED');
    }
    expect(await answerFor(platform, 2018)).toEqual(before);
    // They are taken back as ever.
    for (const contribution of [under, out, coming]) await platform.done(world.shanghai, 'withdrawContribution', { contribution });
  });

  test('money that was given in it moves on no further without consent', async () => {
    const { platform, world } = given;
    const pooled = await accepted(2019, { fund: world.fund, project: null, amount: '50' });
    const moved = await accepted(2019, { onwardFrom: pooled, amount: '20' });
    await close(platform, world, await openYear(platform, world, 2019));
    const before = await answerFor(platform, 2019);
    const later = await confirm(platform, await log(2020, { onwardFrom: pooled, amount: '5' }));
    const answer = await expectRefusal(platform, world.office, 'acceptContribution', { contribution: later }, 'PERIOD_CLOSED');
    expect(answer.errors[0]?.message).toContain('2019');
    await expectRefusal(platform, world.shanghai, 'correctContribution', { contribution: moved, void: true, reason: '笔误' }, 'PERIOD_CLOSED');
    expect(await answerFor(platform, 2019)).toEqual(before);
  });

  test('the period and whether it can be accepted stand with the row', async () => {
    const { platform, world } = given;
    await openYear(platform, world, 2014);
    const open = await confirm(platform, await log(2014));
    const late = await confirm(platform, await log(2013));
    const told = async (id: string) => {
      const { node } = await platform.read(
        'query ($id: ID!) { node(id: $id) { ... on Contribution { period { code closedAt } viewerCanAccept viewerCanAskForCorrection } } }',
        { as: world.county, variables: { id } },
      );
      return node;
    };
    const { office } = world;
    await platform.done(office, 'returnContribution', { contribution: await log(2014), reason: '核对' });
    // The county confirmed neither by this account.
    expect(await told(open)).toEqual({ period: { code: '2014', closedAt: null }, viewerCanAccept: true, viewerCanAskForCorrection: false });
    expect(await told(late)).toEqual({
      period: { code: '2013', closedAt: expect.anything() },
      viewerCanAccept: false,
      viewerCanAskForCorrection: true,
    });
  });
});

test('closed periods leave every invariant standing', async () => {
  expect(await brokenChecks(given.platform.owner)).toEqual({});
});

test('the history of a period tells whoever may know who closed it', async () => {
  const { platform, world } = given;
  const period = await openYear(platform, world, 2012);
  await close(platform, world, period);
  const history = (as: keyof typeof world) =>
    platform.ask('query ($of: ID!) { history(of: $of) { nodes { action changes { field old new } } } }', {
      as: world[as] as never,
      variables: { of: period },
    });
  const told = dataOf(await history('auditor')).history.nodes.map(({ action }: { action: string }) => action);
  expect(told).toEqual(['closePeriod', 'openPeriod']);
  expect(dataOf(await history('shanghai')).history.nodes).toEqual([]);
});
