import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openPlatform, type Platform } from '../support/platform.js';
import { impactOf } from './asking.js';

// domain.md, section 6: the demonstration ledger is synthetic in its rows and true in its totals.
let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform('demonstration');
}, 120_000);
afterAll(() => platform?.close());

const FIRST_YEARS = 'fromYear: 2016, toYear: 2020';

describe('money, net and disbursed, in fen', () => {
  test.each([
    ['East–west, fiscal', `programme: EAST_WEST, ${FIRST_YEARS}`, 'FISCAL', '1330800000000'],
    ['East–west, donations from Shanghai', `programme: EAST_WEST, partnerHome: "31", ${FIRST_YEARS}`, 'DONATION', '61000000000'],
    ['East–west, donations from Guangdong', `programme: EAST_WEST, partnerHome: "44", ${FIRST_YEARS}`, 'DONATION', '56800000000'],
    ['East–west, enterprises from Shanghai', 'programme: EAST_WEST, partnerHome: "31", partnerKinds: [ENTERPRISE]', 'INVESTMENT', '2094000000000'],
    ['East–west, enterprises from Guangdong', 'programme: EAST_WEST, partnerHome: "44", partnerKinds: [ENTERPRISE]', 'INVESTMENT', '353200000000'],
    ['Fixed point, own', 'programme: FIXED_POINT, partnerKinds: [CENTRAL_UNIT], fromYear: 2015, toYear: 2019', 'UNSPECIFIED', '699000000000'],
    ['Fixed point, from other social organisations', 'programme: FIXED_POINT, partnerKinds: [SOCIAL_ORGANISATION]', 'UNSPECIFIED', '1830000000000'],
    ['Ten Thousand Enterprises', 'programme: TEN_THOUSAND_ENTERPRISES', 'UNSPECIFIED', '614100000000'],
  ])('%s', async (_, filter, flowClass, fen) => {
    const { total, money } = await impactOf(
      platform,
      null,
      `total(flowClasses: [${flowClass}]) { net { fen } } money { flowClass stage net { fen } }`,
      filter,
    );
    expect(total.net.fen).toBe(fen);
    expect(money).toContainEqual({ flowClass, stage: 'DISBURSED', net: { fen } });
  });

  test('is the same on the pages of the programme and of the province', async () => {
    const total = 'total(flowClasses: [FISCAL]) { net { yiYuan } }';
    expect(await impactOf(platform, 'programme(code: EAST_WEST)', total)).toEqual({ total: { net: { yiYuan: '133.08' } } });
    expect(await impactOf(platform, 'place(code: "530000")', total, 'programme: EAST_WEST')).toEqual({ total: { net: { yiYuan: '133.08' } } });
  });

  test('is not what the source calls by another class: nothing unspecified is fiscal, given or invested', async () => {
    const { money } = await impactOf(platform, null, 'money { flowClass stage net { yiYuan } }');
    const disbursed = Object.fromEntries(
      money
        .filter(({ stage }: { stage: string }) => stage === 'DISBURSED')
        .map((row: { flowClass: string; net: { yiYuan: string } }) => [row.flowClass, row.net.yiYuan]),
    );
    expect(disbursed).toEqual({ FISCAL: '133.08', DONATION: '11.78', INVESTMENT: '244.72', UNSPECIFIED: '314.31' });
  });
});

describe('counts', () => {
  const COUNTS =
    'counts { projects partners counties: places(level: COUNTY) prefectures: places(level: PREFECTURE) villages: places(level: VILLAGE) }';

  test.each([
    ['East–west', 'programme: EAST_WEST', { projects: 4127, counties: 88 }],
    ['Shanghai: 74 counties in 13 prefectures', 'programme: EAST_WEST, partnerHome: "31"', { counties: 74, prefectures: 13 }],
    ['Guangdong: 14 counties in 昭通 and 怒江', 'programme: EAST_WEST, partnerHome: "44"', { counties: 14, prefectures: 2 }],
    ['465 firms of Shanghai', 'programme: EAST_WEST, partnerHome: "31", partnerKinds: [ENTERPRISE]', { partners: 465 }],
    ['40 firms of Guangdong', 'programme: EAST_WEST, partnerHome: "44", partnerKinds: [ENTERPRISE]', { partners: 40 }],
    ['53 central units in 73 counties', 'programme: FIXED_POINT, partnerKinds: [CENTRAL_UNIT]', { partners: 53, counties: 73 }],
    ['Ten Thousand Enterprises', 'programme: TEN_THOUSAND_ENTERPRISES', { partners: 4888, villages: 5266, projects: 11000 }],
    ['Department hook-up', 'programme: DEPARTMENT_HOOKUP', { partners: 25509, counties: 88, villages: 8502 }],
  ])('%s', async (_, filter, expected) => {
    expect((await impactOf(platform, null, COUNTS, filter)).counts).toMatchObject(expected);
  });

  test('the 14 counties of Guangdong lie in 昭通 5306 and 怒江 5333', async () => {
    for (const [code, counties] of [
      ['5306', 10],
      ['5333', 4],
    ]) {
      const { counts } = await impactOf(platform, `place(code: "${code}")`, COUNTS, 'programme: EAST_WEST, partnerHome: "44"');
      expect(counts.counties).toBe(counties);
    }
  });

  test('posted staff of Department Hook-up, each role apart', async () => {
    const { inKind } = await impactOf(platform, 'programme(code: DEPARTMENT_HOOKUP)', 'inKind { form staffRole unit quantity }');
    expect(inKind).toEqual([
      { form: 'STAFF', staffRole: 'FIRST_SECRETARY', unit: '人', quantity: '44700' },
      { form: 'STAFF', staffRole: 'HOOKUP_CADRE', unit: '人', quantity: '748300' },
      { form: 'STAFF', staffRole: 'RESIDENT_TEAM', unit: '人', quantity: '179700' },
    ]);
  });
});

describe('people', () => {
  const PEOPLE = 'people { unit low high channels { code people noteZh } }';

  test('are a range from 1,871,700 to 3,450,900, by five channels', async () => {
    const { people } = await impactOf(platform, null, PEOPLE);
    expect(people).toHaveLength(1);
    expect(people[0]).toMatchObject({ unit: 'PEOPLE', low: '1871700', high: '3450900' });
    expect(people[0].channels.map(({ code, people: count }: { code: string; people: string }) => [code, count])).toEqual([
      ['DEPARTMENT_HOOKUP', '1871700'],
      ['TEN_THOUSAND_ENTERPRISES', '1000000'],
      ['EAST_WEST_FISCAL', '372200'],
      ['EAST_WEST_ENTERPRISE_GUANGDONG', '141000'],
      ['EAST_WEST_ENTERPRISE_SHANGHAI', '66000'],
    ]);
  });

  test('of Department Hook-up come with the warning that the source mixes households and people', async () => {
    const { people } = await impactOf(platform, 'programme(code: DEPARTMENT_HOOKUP)', PEOPLE);
    expect(people[0]).toMatchObject({ low: '1871700', high: '1871700' });
    expect(people[0].channels[0].noteZh).toMatch(/户/);
  });

  test('of three channels of one programme are a range of their own', async () => {
    const { people } = await impactOf(platform, null, PEOPLE, 'programme: EAST_WEST');
    expect(people[0]).toMatchObject({ low: '372200', high: '579200' });
  });

  test('of the prefectures add up within a channel', async () => {
    const { places } = await platform.read(
      '{ places(filter: { level: PREFECTURE, within: "53" }, first: 100) { nodes { impact { people { channels { code people } } } } } }',
    );
    const sums: Record<string, bigint> = {};
    for (const { impact } of places.nodes) {
      for (const { code, people } of impact.people[0]?.channels ?? []) sums[code] = (sums[code] ?? 0n) + BigInt(people);
    }
    expect(sums.TEN_THOUSAND_ENTERPRISES).toBe(1_000_000n);
    expect(sums.DEPARTMENT_HOOKUP).toBe(1_871_700n);
  });
});

describe('published figures beside the ledger', () => {
  const FIGURES = 'publishedFigures { figure { code } unit published ledger difference }';
  interface Comparison {
    readonly figure: { readonly code: string };
    readonly unit: string | null;
    readonly published: string | null;
    readonly difference: string | null;
  }

  test('differ by nothing, all 28 that the ledger holds', async () => {
    const { publishedFigures } = await impactOf(platform, null, FIGURES);
    const comparable = (publishedFigures as Comparison[]).filter(({ unit }) => unit !== null);
    expect(comparable).toHaveLength(28);
    expect(comparable.filter(({ difference }) => difference !== '0')).toEqual([]);
    const incomparable = (publishedFigures as Comparison[]).filter(({ unit }) => unit === null);
    expect(incomparable.length).toBeGreaterThan(10);
    expect(new Set(incomparable.map(({ published, difference }) => published ?? difference))).toEqual(new Set([null]));
  });

  test.each([
    ['programme(code: FIXED_POINT)', '', ['dc.counties', 'dc.fund', 'dc.fund.social', 'dc.units']],
    [null, 'programme: EAST_WEST, flowClasses: [DONATION]', ['ew.donation.guangdong', 'ew.donation.shanghai']],
    [
      null,
      'partnerHome: "31", partnerKinds: [ENTERPRISE]',
      ['ew.enterprise.shanghai.count', 'ew.enterprise.shanghai.fund', 'ew.enterprise.shanghai.people'],
    ],
    ['place(code: "53")', 'programme: FIXED_POINT, fromYear: 2015, toYear: 2019', ['dc.counties', 'dc.fund', 'dc.fund.social', 'dc.units']],
    ['place(code: "53")', 'programme: FIXED_POINT, fromYear: 2016', []],
    ['place(code: "5333")', '', []],
    [null, 'sector: "31120"', []],
  ])('stand where their scope lies inside the one asked for: %s %s', async (owner, filter, codes) => {
    const { publishedFigures } = await impactOf(platform, owner, FIGURES, filter);
    expect((publishedFigures as Comparison[]).map(({ figure }) => figure.code)).toEqual(codes);
    expect((publishedFigures as Comparison[]).every(({ difference }) => difference === '0')).toBe(true);
  });
});

describe('over the whole demonstration ledger', () => {
  test('cells by any dimensions add up to the same net and gross, to the fen', async () => {
    const { money } = await impactOf(platform, null, 'money { flowClass stage net { fen } gross { fen } }');
    for (const by of ['[YEAR]', '[COUNTY]', '[SECTOR, PREFECTURE]', '[PROGRAMME, PARTNER_KIND, YEAR]']) {
      const sums: Record<string, { net: bigint; gross: bigint }> = {};
      for (let after: string | null = null, more = true; more; ) {
        const { breakdown } = await impactOf(
          platform,
          null,
          `breakdown(by: ${by}, first: 100, after: ${JSON.stringify(after)}) {
          pageInfo { hasNextPage endCursor } nodes { money { flowClass stage net { fen } gross { fen } } } }`,
        );
        for (const cell of breakdown.nodes.flatMap((node: { money: typeof money }) => node.money)) {
          const key = `${cell.flowClass} ${cell.stage}`;
          const { net, gross } = sums[key] ?? { net: 0n, gross: 0n };
          sums[key] = { net: net + BigInt(cell.net.fen), gross: gross + BigInt(cell.gross.fen) };
        }
        ({ endCursor: after, hasNextPage: more } = breakdown.pageInfo);
      }
      const told = (row: { flowClass: string; stage: string }) => sums[`${row.flowClass} ${row.stage}`];
      for (const row of money)
        expect([by, row.flowClass, told(row)]).toEqual([by, row.flowClass, { net: BigInt(row.net.fen), gross: BigInt(row.gross.fen) }]);
      expect(Object.keys(sums)).toHaveLength(money.length);
    }
  });

  test('gross less net is what is listed as moved on', async () => {
    const { money, leftOut } = await impactOf(
      platform,
      null,
      'money { flowClass stage net { fen } gross { fen } } leftOut { reason flowClass stage amount { fen } }',
    );
    const onward = leftOut.filter(({ reason }: { reason: string }) => reason === 'ONWARD');
    expect(onward.length).toBeGreaterThan(0);
    for (const { flowClass, stage, net, gross } of money) {
      const listed = onward.find((row: { flowClass: string; stage: string }) => row.flowClass === flowClass && row.stage === stage);
      expect(BigInt(gross.fen) - BigInt(net.fen)).toBe(BigInt(listed?.amount.fen ?? '0'));
    }
  });
});
