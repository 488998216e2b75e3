import { beforeAll, describe, expect, test } from '@jest/globals';
import { confirmAndAccept } from '../support/life.js';
import { type Account, openEmbeddedPlatform, openPlatform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, OTHER_COUNTY } from '../support/world.js';
import { type ClassMoney, impactOf, LEFT_OUT, moneyOf, moneyOfNode, nodeOf } from './asking.js';

const STATES = 'states: [ACCEPTED, SUBMITTED]';

// domain.md 2.4: Shanghai → pool → county → village project at 100 yuan each.
describe.each([
  ['PostgreSQL', openPlatform, 30],
  ['PGlite', openEmbeddedPlatform, 60],
] as const)('money that moves on three times, on %s', (_, open, seconds) => {
  const given = useWorld(open, seconds);
  const row: string[] = [];
  const funds: string[] = [];
  let project: string;

  beforeAll(async () => {
    const { platform, world } = given;
    const fund = (as: Account, nameZh: string, place: string) =>
      platform.done(as, 'openFund', { programme: 'EAST_WEST', nameZh, place, openedOn: '2018-01-01' });
    funds.push(await fund(world.province, '省级资金池', '53'), await fund(world.prefecture, '州级资金池', '5333'), world.countyFund);
    project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: world.villageId }] });

    const log = async (as: Account, input: object) => row.push(await platform.done(as, 'logContribution', gift({ flowClass: 'FISCAL', ...input })));
    await log(world.shanghai, { fund: funds[0], occurredOn: '2018-12-20' });
    await log(world.province, { onwardFrom: row[0], fund: funds[1], occurredOn: '2018-12-30' });
    await log(world.prefecture, { onwardFrom: row[1], fund: funds[2], occurredOn: '2019-02-01' });
    await log(world.county, { onwardFrom: row[2], project, occurredOn: '2020-03-01' });
  }, seconds * 1000);

  describe('while it is only handed in', () => {
    test('the public sees nothing', async () => {
      for (const filter of ['', STATES, 'states: [SUBMITTED]']) expect(await moneyOf(given.platform, null, filter)).toEqual([]);
      const { counts, leftOut } = await impactOf(given.platform, null, `counts { contributions projects partners } ${LEFT_OUT}`, STATES);
      expect(counts).toEqual({ contributions: 0, projects: 0, partners: 0 });
      expect(leftOut).toEqual([]);
    });

    test('its partner sees it, when it asks for what is handed in too', async () => {
      const as = given.world.shanghai;
      expect(await moneyOf(given.platform, null, '', { as })).toEqual([]);
      expect(await moneyOf(given.platform, null, STATES, { as })).toEqual(['FISCAL DISBURSED 10000/40000 in 4']);
    });

    test('another partner does not', async () => {
      expect(await moneyOf(given.platform, null, STATES, { as: given.world.guangdong })).toEqual([]);
    });

    test('the staff of a place sees what lies there or within it', async () => {
      const { platform, world } = given;
      expect(await moneyOf(platform, null, STATES, { as: world.county })).toEqual(['FISCAL DISBURSED 10000/20000 in 2']);
      expect(await moneyOf(platform, null, STATES, { as: world.otherCounty })).toEqual([]);
    });

    test('whoever does not see where money came from is not told when it was given', async () => {
      const { platform, world } = given;
      expect(await moneyOf(platform, null, `${STATES}, toYear: 2018`, { as: world.shanghai })).toEqual(['FISCAL DISBURSED 10000/20000 in 2']);
      expect(await moneyOf(platform, null, `${STATES}, toYear: 2018`, { as: world.county })).toEqual([]);
      const reasons = async (as: Account) => {
        const { leftOut } = await impactOf(platform, null, 'leftOut { reason }', `${STATES}, fromYear: 2019`, { as });
        return leftOut.map(({ reason }: { reason: string }) => reason);
      };
      expect(await reasons(world.shanghai)).toContain('GIVEN_IN_ANOTHER_YEAR');
      expect(await reasons(world.county)).not.toContain('GIVEN_IN_ANOTHER_YEAR');
    });

    test('the programme office sees it among what is left out', async () => {
      const { leftOut } = await impactOf(given.platform, null, LEFT_OUT, '', { as: given.world.office });
      expect(leftOut).toEqual([{ reason: 'NOT_ACCEPTED', flowClass: 'FISCAL', stage: 'DISBURSED', rows: 4, amount: { fen: '40000' } }]);
    });

    test('a link that is accepted counts where it came to, until the next one is accepted too', async () => {
      const { platform, world } = given;
      await confirmAndAccept(platform, world.province, row[0] ?? '');
      expect(await moneyOf(platform, null)).toEqual(['FISCAL DISBURSED 10000/10000 in 1']);
      expect(await moneyOf(platform, 'place(code: "5333")')).toEqual([]);
      // What is not accepted takes nothing off, for those who do not see it either.
      expect(await moneyOf(platform, null, STATES, { as: world.guangdong })).toEqual(['FISCAL DISBURSED 10000/10000 in 1']);
      expect(await moneyOf(platform, null, STATES, { as: world.otherCounty })).toEqual(['FISCAL DISBURSED 10000/10000 in 1']);
    });
  });

  describe('once every row is accepted', () => {
    beforeAll(async () => {
      const { platform, world } = given;
      for (const [index, by] of [world.prefecture, world.county, world.office].entries()) {
        await confirmAndAccept(platform, by, row[index + 1] ?? '');
      }
    });

    test('net is 100 yuan and gross is 400', async () => {
      expect(await moneyOf(given.platform, null)).toEqual(['FISCAL DISBURSED 10000/40000 in 4']);
      const { total } = await impactOf(
        given.platform,
        null,
        'total(flowClasses: [FISCAL, DONATION]) { flowClasses stage net { yuan } gross { yuan } }',
      );
      expect(total).toEqual({ flowClasses: ['FISCAL', 'DONATION'], stage: 'DISBURSED', net: { yuan: '100.00' }, gross: { yuan: '400.00' } });
    });

    test('the three rows that moved it on are listed as left out', async () => {
      const { leftOut } = await impactOf(
        given.platform,
        null,
        'leftOut { reason rows amount { fen } contributions(orderBy: OCCURRED) { totalCount nodes { id } } }',
      );
      expect(leftOut).toEqual([
        { reason: 'ONWARD', rows: 3, amount: { fen: '30000' }, contributions: { totalCount: 3, nodes: row.slice(1).map((id) => ({ id })) } },
      ]);
    });

    test.each([
      ['53', '10000/40000 in 4'],
      ['5333', '10000/30000 in 3'],
      [COUNTY, '10000/20000 in 2'],
      ['533323201', '10000/10000 in 1'],
    ])('the place %s has what came to it: %s', async (code, money) => {
      expect(await moneyOf(given.platform, `place(code: "${code}")`)).toEqual([`FISCAL DISBURSED ${money}`]);
      expect(await moneyOf(given.platform, null, `place: "${code}"`)).toEqual([`FISCAL DISBURSED ${money}`]);
    });

    test('the village has what came to it, and the next county nothing', async () => {
      expect(await moneyOfNode(given.platform, 'Place', given.world.villageId)).toEqual(['FISCAL DISBURSED 10000/10000 in 1']);
      expect(await moneyOf(given.platform, `place(code: "${OTHER_COUNTY}")`)).toEqual([]);
    });

    test('places of every level tell it in one answer', async () => {
      const { platform, world } = given;
      const { node } = await platform.read(`{ ${nodeOf('Place', world.villageId)('ancestors { code impact { money { gross { fen } } } }')} }`);
      const gross = node.ancestors.map(({ code, impact }: { code: string; impact: { money: ClassMoney[] } }) => [code, impact.money[0]?.gross.fen]);
      expect(gross).toEqual([
        ['53', '40000'],
        ['5333', '30000'],
        [COUNTY, '20000'],
        ['533323201', '10000'],
      ]);
    });

    test('partner and programme have all of it, pairing and project what came to the project', async () => {
      const { platform, world } = given;
      expect(await moneyOfNode(platform, 'Partner', world.shanghaiId)).toEqual(['FISCAL DISBURSED 10000/40000 in 4']);
      expect(await moneyOf(platform, 'programme(code: EAST_WEST)')).toEqual(['FISCAL DISBURSED 10000/40000 in 4']);
      expect(await moneyOf(platform, 'programme(code: FIXED_POINT)')).toEqual([]);
      expect(await moneyOfNode(platform, 'Pairing', world.pairing)).toEqual(['FISCAL DISBURSED 10000/10000 in 1']);
      expect(await moneyOfNode(platform, 'Project', project)).toEqual(['FISCAL DISBURSED 10000/10000 in 1']);
    });

    test('a fund has what went into it and what became of that', async () => {
      const money = await Promise.all(funds.map((fund) => moneyOfNode(given.platform, 'Fund', fund)));
      expect(money).toEqual([['FISCAL DISBURSED 10000/40000 in 4'], ['FISCAL DISBURSED 10000/30000 in 3'], ['FISCAL DISBURSED 10000/20000 in 2']]);
    });

    test('net counts in the year it was given, gross in the year of each row', async () => {
      const years = ['2018', '2019', '2020'].map((year) => moneyOf(given.platform, null, `fromYear: ${year}, toYear: ${year}`));
      expect(await Promise.all(years)).toEqual([
        ['FISCAL DISBURSED 10000/20000 in 2'],
        ['FISCAL DISBURSED 0/10000 in 1'],
        ['FISCAL DISBURSED 0/10000 in 1'],
      ]);
      const cell = 'year projects partners money { net { fen } gross { fen } } contributions { totalCount }';
      const { breakdown } = await impactOf(given.platform, null, `breakdown(by: [YEAR]) { nodes { ${cell} } }`);
      const said = (net: string, gross: string) => [{ net: { fen: net }, gross: { fen: gross } }];
      // Behind a year stand its own rows, and those that moved on what was given in it.
      expect(breakdown.nodes).toEqual([
        { year: 2018, projects: 0, partners: 1, money: said('10000', '20000'), contributions: { totalCount: 4 } },
        { year: 2019, projects: 0, partners: 1, money: said('0', '10000'), contributions: { totalCount: 1 } },
        { year: 2020, projects: 1, partners: 1, money: said('0', '10000'), contributions: { totalCount: 1 } },
      ]);
      const { contributions } = await impactOf(given.platform, null, 'contributions { totalCount }', 'toYear: 2018');
      expect(contributions.totalCount).toBe(4);
    });

    test('the net of the prefectures and of what lies above them is that of the province', async () => {
      const { breakdown } = await impactOf(
        given.platform,
        'place(code: "53")',
        'breakdown(by: [PREFECTURE]) { nodes { prefecture { code } money { net { fen } gross { fen } } } }',
      );
      expect(breakdown.nodes).toEqual([
        { prefecture: { code: '5333' }, money: [{ net: { fen: '10000' }, gross: { fen: '30000' } }] },
        { prefecture: null, money: [{ net: { fen: '0' }, gross: { fen: '10000' } }] },
      ]);
    });
  });
});
