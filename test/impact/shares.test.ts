import { beforeAll, describe, expect, test } from '@jest/globals';
import { openEmbeddedPlatform, openPlatform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, OTHER_COUNTY } from '../support/world.js';
import { accepted, cellsOf, impactOf, LEFT_OUT, MONEY, moneyOf, moneyOfNode } from './asking.js';

const THIRD_COUNTY = '533324';
const ELSEWHERE = '530602';
const WIDER = { reason: 'REPORTED_FOR_WIDER_SET', flowClass: 'FISCAL', stage: 'DISBURSED', rows: 1, amount: { fen: '10000' } };

describe.each([
  ['PostgreSQL', openPlatform, 30],
  ['PGlite', openEmbeddedPlatform, 60],
] as const)('where and by whom money counts, on %s', (_, open, seconds) => {
  const given = useWorld(open, seconds);

  // A donation in thirds, a fiscal row for a set of two counties, and an investment of a member through its chamber.
  beforeAll(async () => {
    const { platform, world } = given;
    const { office, shanghai, chamber, member } = world;
    const inThirds = [COUNTY, OTHER_COUNTY, THIRD_COUNTY].map((place) => ({ place, share: '1/3' }));
    const shared = await approvedProject(platform, shanghai, office, { places: inThirds });
    await accepted(platform, shanghai, office, { project: shared });

    const ofSet = { places: [COUNTY, OTHER_COUNTY].map((place) => ({ place })), reportedForSet: true };
    const set = await approvedProject(platform, shanghai, office, ofSet);
    await accepted(platform, shanghai, office, { project: set, flowClass: 'FISCAL' });

    const village = await approvedProject(platform, chamber, office, { programme: 'TEN_THOUSAND_ENTERPRISES', places: [{ place: world.villageId }] });
    await accepted(platform, member, office, { project: village, through: world.chamberId, flowClass: 'INVESTMENT' });
  }, seconds * 1000);

  test('100 yuan over three counties at a third each are 33.34, 33.33 and 33.33', async () => {
    const { breakdown } = await impactOf(
      given.platform,
      null,
      `breakdown(by: [COUNTY]) { nodes { county { code } ${MONEY} } }`,
      'flowClasses: [DONATION]',
    );
    expect(cellsOf(breakdown.nodes, 'county')).toEqual({ [COUNTY]: '3334/3334', [OTHER_COUNTY]: '3333/3333', [THIRD_COUNTY]: '3333/3333' });
    expect(await moneyOf(given.platform, 'place(code: "5333")', 'flowClasses: [DONATION]')).toEqual(['DONATION DISBURSED 10000/10000 in 1']);
    expect(await moneyOf(given.platform, null, `place: "${THIRD_COUNTY}", flowClasses: [DONATION]`)).toEqual(['DONATION DISBURSED 3333/3333 in 1']);
  });

  describe('a row that is reported for a set of two counties', () => {
    const FISCAL = 'flowClasses: [FISCAL]';

    test('counts for the prefecture that holds them, and further up', async () => {
      for (const owner of ['place(code: "5333")', 'place(code: "53")', null]) {
        expect(await moneyOf(given.platform, owner, FISCAL)).toEqual(['FISCAL DISBURSED 10000/10000 in 1']);
        expect((await impactOf(given.platform, owner, LEFT_OUT)).leftOut).toEqual([]);
      }
    });

    test.each([COUNTY, OTHER_COUNTY])('does not count for %s, and is listed there', async (code) => {
      for (const [owner, filter] of [
        [`place(code: "${code}")`, ''],
        [null, `place: "${code}"`],
        [`place(code: "5333")`, `place: "${code}"`],
      ] as const) {
        const { money, leftOut, contributions } = await impactOf(
          given.platform,
          owner,
          `${MONEY} ${LEFT_OUT} contributions(filter: { flowClasses: [FISCAL] }) { totalCount }`,
          filter,
        );
        expect(money.map(({ flowClass }: { flowClass: string }) => flowClass)).not.toContain('FISCAL');
        expect(leftOut).toEqual([WIDER]);
        expect(contributions.totalCount).toBe(0);
      }
      const { leftOut } = await impactOf(
        given.platform,
        `place(code: "${code}")`,
        'leftOut { contributions { nodes { placeMode places { place { code } share } } } }',
      );
      expect(leftOut[0].contributions.nodes).toEqual([
        { placeMode: 'SET', places: [COUNTY, OTHER_COUNTY].map((place) => ({ place: { code: place }, share: null })) },
      ]);
    });

    test('does not concern a county outside the set', async () => {
      expect((await impactOf(given.platform, `place(code: "${THIRD_COUNTY}")`, LEFT_OUT)).leftOut).toEqual([]);
      expect(await impactOf(given.platform, `place(code: "${ELSEWHERE}")`, `${MONEY} ${LEFT_OUT}`)).toEqual({ money: [], leftOut: [] });
    });

    test('has a cell with no county', async () => {
      const { breakdown } = await impactOf(
        given.platform,
        null,
        `breakdown(by: [PREFECTURE, COUNTY]) { nodes { prefecture { code } county { code } ${MONEY} contributions { totalCount } } }`,
        FISCAL,
      );
      expect(breakdown.nodes).toEqual([expect.objectContaining({ prefecture: { code: '5333' }, county: null, contributions: { totalCount: 1 } })]);
    });

    test('reaches both counties when they are counted', async () => {
      const { counts } = await impactOf(
        given.platform,
        null,
        'counts { prefectures: places(level: PREFECTURE) counties: places(level: COUNTY) villages: places(level: VILLAGE) }',
        FISCAL,
      );
      expect(counts).toEqual({ prefectures: 1, counties: 2, villages: 0 });
    });
  });

  describe('a gift of a member through its chamber', () => {
    test('shows on the page of each, and once in the total', async () => {
      const { platform, world } = given;
      const once = ['INVESTMENT DISBURSED 10000/10000 in 1'];
      expect(await moneyOfNode(platform, 'Partner', world.memberId)).toEqual(once);
      expect(await moneyOfNode(platform, 'Partner', world.chamberId)).toEqual(once);
      expect(await moneyOf(platform, null, 'programme: TEN_THOUSAND_ENTERPRISES')).toEqual(once);
      expect(await moneyOf(platform, null, `partner: "${world.chamberId}", programme: TEN_THOUSAND_ENTERPRISES`)).toEqual(once);
    });

    test('is one gift of one partner: the member', async () => {
      const { counts, breakdown } = await impactOf(
        given.platform,
        null,
        `counts { contributions partners } breakdown(by: [PARTNER]) { nodes { partner { id } } }`,
        'programme: TEN_THOUSAND_ENTERPRISES',
      );
      expect(counts).toEqual({ contributions: 1, partners: 1 });
      expect(breakdown.nodes).toEqual([{ partner: { id: given.world.memberId } }]);
    });
  });
});
