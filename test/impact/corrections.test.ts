import { beforeAll, describe, expect, test } from '@jest/globals';
import { confirmAndAccept } from '../support/life.js';
import { openEmbeddedPlatform, openPlatform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, OTHER_COUNTY } from '../support/world.js';
import { accepted, impactOf, LEFT_OUT, moneyOf, moneyOfNode } from './asking.js';

const COUNTS = 'counts { contributions projects partners counties: places(level: COUNTY) }';

describe.each([
  ['PostgreSQL', openPlatform, 30],
  ['PGlite', openEmbeddedPlatform, 60],
] as const)('a correction, on %s', (_, open, seconds) => {
  const given = useWorld(open, seconds);
  let project: string;
  let wrong: string;
  let correction: string;

  const correct = (input: object) =>
    given.platform.done(given.world.shanghai, 'correctContribution', { contribution: wrong, reason: '金额有误', ...input });
  const accept = (contribution: string) => confirmAndAccept(given.platform, given.world.office, contribution);
  const projectMoney = () => moneyOfNode(given.platform, 'Project', project);

  beforeAll(async () => {
    const { platform, world } = given;
    project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: COUNTY }] });
    wrong = await accepted(platform, world.shanghai, world.office, { project });
  }, seconds * 1000);

  test('leaves every total unmoved while it is pending, for whoever asks', async () => {
    correction = await correct({ amount: '250', flowClass: 'FISCAL', occurredOn: '2019-03-01' });
    const { office, shanghai } = given.world;
    expect(await projectMoney()).toEqual(['DONATION DISBURSED 10000/10000 in 1']);
    for (const as of [office, shanghai]) {
      expect(await moneyOf(given.platform, null, 'states: [ACCEPTED, SUBMITTED]', { as })).toEqual(['DONATION DISBURSED 10000/10000 in 1']);
    }
    expect((await impactOf(given.platform, null, LEFT_OUT)).leftOut).toEqual([]);
  });

  test('takes the place of the row once it is accepted, and the row is listed', async () => {
    await accept(correction);
    expect(await projectMoney()).toEqual(['FISCAL DISBURSED 25000/25000 in 1']);
    expect(await moneyOf(given.platform, null, 'fromYear: 2020')).toEqual([]);
    const { leftOut, contributions, counts } = await impactOf(
      given.platform,
      null,
      `leftOut { reason flowClass amount { fen } contributions { nodes { id } } } contributions { nodes { id } } ${COUNTS}`,
    );
    expect(leftOut).toEqual([{ reason: 'CORRECTED', flowClass: 'DONATION', amount: { fen: '10000' }, contributions: { nodes: [{ id: wrong }] } }]);
    expect(contributions.nodes).toEqual([{ id: correction }]);
    expect(counts).toEqual({ contributions: 1, projects: 1, partners: 1, counties: 1 });
  });

  test('that was sent back moves nothing', async () => {
    wrong = correction;
    const another = await correct({ amount: '1' });
    await given.platform.done(given.world.office, 'returnContribution', { contribution: another, reason: '原金额无误' });
    expect(await projectMoney()).toEqual(['FISCAL DISBURSED 25000/25000 in 1']);
    await given.platform.done(given.world.shanghai, 'withdrawContribution', { contribution: another });
    expect(await projectMoney()).toEqual(['FISCAL DISBURSED 25000/25000 in 1']);
  });

  test('that takes the row back leaves no money, no row, no project and no partner', async () => {
    await accept(await correct({ void: true }));
    const answer = await impactOf(
      given.platform,
      null,
      `money { flowClass } contributions { totalCount } breakdown(by: [YEAR]) { totalCount } ${COUNTS}`,
    );
    expect(answer).toEqual({
      money: [],
      contributions: { totalCount: 0 },
      breakdown: { totalCount: 0 },
      counts: { contributions: 0, projects: 0, partners: 0, counties: 0 },
    });
    const { leftOut } = await impactOf(given.platform, null, 'leftOut { reason rows amount { fen } }');
    expect(leftOut).toEqual([
      { reason: 'CORRECTED', rows: 1, amount: { fen: '10000' } },
      { reason: 'CORRECTED', rows: 1, amount: { fen: '25000' } },
    ]);
  });
});

describe('a correction of money that moved on', () => {
  const given = useWorld();

  test('leaves the rows that moved it on under the right one', async () => {
    const { platform, world } = given;
    const { shanghai, office } = world;
    const source = await accepted(platform, shanghai, office, { fund: world.fund, occurredOn: '2018-06-01' });
    await accepted(platform, shanghai, office, { project: world.project, onwardFrom: source, amount: '40', occurredOn: '2019-06-01' });
    const right = await platform.done(shanghai, 'correctContribution', {
      contribution: source,
      reason: '金额有误',
      amount: '300',
      occurredOn: '2017-06-01',
    });
    await confirmAndAccept(platform, office, right);

    expect(await moneyOf(platform, null)).toEqual(['DONATION DISBURSED 30000/34000 in 2']);
    expect(await moneyOf(platform, null, 'fromYear: 2017, toYear: 2017')).toEqual(['DONATION DISBURSED 30000/30000 in 1']);
    expect(await moneyOf(platform, null, 'fromYear: 2018')).toEqual(['DONATION DISBURSED 0/4000 in 1']);
    expect(await moneyOf(platform, `place(code: "${COUNTY}")`)).toEqual(['DONATION DISBURSED 4000/4000 in 1']);
    expect(await moneyOfNode(platform, 'Fund', world.fund)).toEqual(['DONATION DISBURSED 30000/34000 in 2']);
  });
});

describe('what is never added', () => {
  const given = useWorld();

  beforeAll(async () => {
    const { platform, world } = given;
    const { shanghai, office, project } = world;
    await accepted(platform, shanghai, office, { project, stage: 'PLEDGED', amount: '500' });
    await accepted(platform, shanghai, office, { project, stage: 'COMMITTED', amount: '300' });
    await accepted(platform, shanghai, office, { project, stage: 'DISBURSED', amount: '200' });
    const lines = [
      { item: '化肥', quantity: '40', unit: '吨', unitValue: '2500', valuationBasis: '发票' },
      { item: '种子', quantity: '1.5', unit: '吨' },
      { item: '锄头', quantity: '20', unit: '把' },
    ];
    await accepted(platform, shanghai, office, { project, form: 'GOODS', amount: null, lines });
    const staff = (staffRole: string, quantity: string) => ({ item: '驻村', quantity, unit: '人', staffRole });
    await accepted(platform, shanghai, office, {
      project,
      form: 'STAFF',
      amount: null,
      lines: [staff('FIRST_SECRETARY', '1'), staff('RESIDENT_TEAM', '3')],
    });
    await platform.done(shanghai, 'logContribution', gift({ project, form: 'GOODS', amount: null, lines }));
  });

  test('the stages of money', async () => {
    expect(await moneyOf(given.platform, null)).toEqual([
      'DONATION COMMITTED 30000/30000 in 1',
      'DONATION DISBURSED 20000/20000 in 1',
      'DONATION PLEDGED 50000/50000 in 1',
    ]);
    const total = (stage: string) => `${stage.toLowerCase()}: total(flowClasses: [DONATION], stage: ${stage}) { net { yuan } }`;
    const totals = await impactOf(
      given.platform,
      null,
      `${['PLEDGED', 'COMMITTED', 'DISBURSED'].map(total).join(' ')} unsaid: total(flowClasses: [DONATION]) { stage net { yuan } }`,
    );
    expect(totals).toEqual({
      pledged: { net: { yuan: '500.00' } },
      committed: { net: { yuan: '300.00' } },
      disbursed: { net: { yuan: '200.00' } },
      unsaid: { stage: 'DISBURSED', net: { yuan: '200.00' } },
    });
  });

  test('help in kind and cash, and help in kind of different units', async () => {
    const { inKind, money } = await impactOf(
      given.platform,
      null,
      'inKind { form staffRole unit quantity lines value { fen } } money { gross { fen } }',
    );
    expect(inKind).toEqual([
      { form: 'GOODS', staffRole: null, unit: '吨', quantity: '41.5', lines: 2, value: { fen: '10000000' } },
      { form: 'GOODS', staffRole: null, unit: '把', quantity: '20', lines: 1, value: null },
      { form: 'STAFF', staffRole: 'FIRST_SECRETARY', unit: '人', quantity: '1', lines: 1, value: null },
      { form: 'STAFF', staffRole: 'RESIDENT_TEAM', unit: '人', quantity: '3', lines: 1, value: null },
    ]);
    expect(money).toHaveLength(3);
  });

  test('help in kind for a set of counties counts once, above them', async () => {
    const { platform, world } = given;
    const places = [COUNTY, OTHER_COUNTY].map((place) => ({ place }));
    const project = await approvedProject(platform, world.shanghai, world.office, { places, reportedForSet: true });
    await accepted(platform, world.shanghai, world.office, {
      project,
      form: 'JOBS',
      amount: null,
      lines: [{ item: '岗位', quantity: '7', unit: '岗' }],
    });
    const jobs = async (owner: string | null) => {
      const { inKind } = await impactOf(platform, owner, 'inKind { form quantity }');
      return inKind.filter(({ form }: { form: string }) => form === 'JOBS');
    };
    expect(await jobs(null)).toEqual([{ form: 'JOBS', quantity: '7' }]);
    expect(await jobs('place(code: "5333")')).toEqual([{ form: 'JOBS', quantity: '7' }]);
    expect(await jobs(`place(code: "${COUNTY}")`)).toEqual([]);
  });
});
