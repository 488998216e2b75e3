import { describe, expect, test } from '@jest/globals';
import { brokenRules, codeOf } from '../support/answer.js';
import { confirmAndAccept } from '../support/life.js';
import { allRows } from '../support/pages.js';
import { statementsOf } from '../support/statements.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift } from '../support/world.js';

const given = useWorld();

const placeOf = async (code: string, fields = 'code nameZh level') =>
  (await given.platform.read(`query ($code: ID!) { place(code: $code) { ${fields} } }`, { variables: { code } })).place;
const count = async (filter: string) => (await given.platform.read(`{ places(filter: { ${filter} }) { totalCount } }`)).places.totalCount;

describe('Yunnan has', () => {
  test.each([
    ['16 prefectures', 'level: PREFECTURE, within: "53"', 16],
    ['129 counties', 'level: COUNTY, within: "53"', 129],
    ['88 poor counties', 'poorCounty: true', 88],
    ['14 county codes that were replaced', 'level: COUNTY, within: "53", includeReplaced: true', 143],
    ['no examples in the reference', 'synthetic: true', 0],
  ])('%s', async (_, filter, expected) => {
    expect(await count(filter)).toBe(expected);
  });
});

describe('a code', () => {
  test.each([
    ['53', '云南省'],
    ['530000', '云南省'],
    ['530000000000', '云南省'],
    ['5333', '怒江傈僳族自治州'],
    ['533300', '怒江傈僳族自治州'],
    ['533323', '福贡县'],
    ['533323000000', '福贡县'],
    ['533323201', '匹河怒族乡'],
    ['533323201000', '匹河怒族乡'],
  ])('%s is %s', async (code, nameZh) => {
    expect(await placeOf(code)).toMatchObject({ nameZh });
  });

  test.each(['', '0', '5', '533', '99', '530001', '5333230', '53000', 'abc', '%', '５３', ' 53', "53' or '1'='1", '#1', '9'.repeat(10_000)])(
    '%j is none',
    async (code) => {
      expect(await placeOf(code)).toBeNull();
    },
  );

  test.each(['999999', '#1', '#abc', '#999999999999999999999', 'UGxhY2U6YWJj', ''])('%j as a filter is an unknown place', async (code) => {
    const answer = await given.platform.ask('query ($code: ID!) { places(filter: { within: $code }) { totalCount } }', { variables: { code } });
    expect(codeOf(answer)).toBe('NOT_FOUND');
  });
});

describe('533321 until 2015 and 533301 since are one county', () => {
  test('the old code is still found, and says what it became and when', async () => {
    expect(await placeOf('533321', 'nameZh validTo replacedBy { code nameZh validFrom }')).toEqual({
      nameZh: '泸水县',
      validTo: '2015-12-31',
      replacedBy: { code: '533301', nameZh: '泸水市', validFrom: '2016-01-01' },
    });
  });

  test('within the one is within the other', async () => {
    const within = async (code: string) =>
      (await allRows(given.platform, { field: `places(filter: { within: "${code}" })`, row: 'code nameZh' })).map(({ nameZh }) => nameZh);
    const names = await within('533301');
    expect(names).toEqual(expect.arrayContaining(['泸水市', '鲁掌镇', '鲁祖村']));
    expect(await within('533321')).toEqual(names);
  });

  test('what is given under the one is found under the other', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: '533321' }] });
    const id = await platform.done(world.shanghai, 'logContribution', gift({ project, places: [{ place: '533301' }] }));
    await confirmAndAccept(platform, world.office, id);
    for (const code of ['533301', '533321']) {
      const { contributions, projects } = await platform.read(
        `{ contributions(filter: { place: "${code}" }) { nodes { id } } projects(filter: { place: "${code}" }) { nodes { id } } }`,
      );
      expect([contributions.nodes, projects.nodes]).toEqual([[{ id }], [{ id: project }]]);
    }
  });

  test('the prefecture has it once below it', async () => {
    const { children, descendants } = await placeOf('5333', 'children { nodes { code } } descendants(filter: { level: COUNTY }) { totalCount }');
    expect(children.nodes.map(({ code }: { code: string }) => code)).toEqual(['533301', '533323', '533324', '533325']);
    expect(descendants.totalCount).toBe(4);
  });

  test('the old code lies in what the new one lies in', async () => {
    const above = 'ancestors { code }';
    expect(await placeOf('533321', above)).toEqual({ ancestors: [{ code: '53' }, { code: '5333' }] });
    expect(await placeOf('533321', above)).toEqual(await placeOf('533301', above));
  });

  test('the old code has below it what the new one has', async () => {
    const below = 'children { nodes { nameZh } } descendants { nodes { nameZh } }';
    expect(await placeOf('533321', below)).toEqual(await placeOf('533301', below));
  });

  test('the list shows the new one, and both when it is asked to', async () => {
    const lushui = async (more: string) => count(`name: "泸水" ${more}`);
    expect(await lushui('')).toBe(1);
    expect(await lushui(', includeReplaced: true')).toBe(2);
  });
});

describe('ancestors and descendants at any depth', () => {
  const village = async (fields: string) =>
    (await given.platform.read(`query ($id: ID!) { node(id: $id) { ... on Place { ${fields} } } }`, { variables: { id: given.world.villageId } }))
      .node;

  test('a village has its township, county, prefecture and province above it, outermost first', async () => {
    expect(
      await village('ancestors { nameZh } parent { nameZh } province { nameZh } prefecture { nameZh } county { code } township { code }'),
    ).toEqual({
      ancestors: ['云南省', '怒江傈僳族自治州', '福贡县', '匹河怒族乡'].map((nameZh) => ({ nameZh })),
      parent: { nameZh: '匹河怒族乡' },
      province: { nameZh: '云南省' },
      prefecture: { nameZh: '怒江傈僳族自治州' },
      county: { code: COUNTY },
      township: { code: '533323201' },
    });
  });

  test('a province has none above it, and everything below it', async () => {
    const province = await placeOf(
      '53',
      'ancestors { code } parent { code } children(first: 100) { totalCount nodes { level } } descendants(first: 1) { totalCount }',
    );
    expect(province).toMatchObject({ ancestors: [], parent: null, children: { totalCount: 16 } });
    expect(province.children.nodes.every(({ level }: { level: string }) => level === 'PREFECTURE')).toBe(true);
    // itself is within it and is no descendant
    expect(province.descendants.totalCount).toBe((await count('within: "53"')) - 1);
  });

  test('a district of Shanghai has no prefecture above it', async () => {
    expect(await placeOf('310115', 'ancestors { code } prefecture { code }')).toEqual({ ancestors: [{ code: '31' }], prefecture: null });
  });

  test('cost one statement however many places are asked for', async () => {
    const query = (first: number) => `{ places(first: ${first}, filter: { within: "53" }) { totalCount nodes { nameZh
      ancestors { nameZh } county { nameZh prefecture { nameZh province { nameZh } } } descendants(first: 3) { totalCount nodes { nameZh ancestors { code } } } } } }`;
    for (const first of [1, 100]) expect(await statementsOf(() => given.platform.read(query(first)))).toHaveLength(1);
  });
});

describe('a place is found by name', () => {
  test.each([
    ['one character', '沪', 0],
    ['one character of many names', '州', null],
    ['two characters', '福贡', 1],
    ['three characters', '傈僳族', null],
    ['English', 'fugong', 1],
  ])('%s', async (_, name, expected) => {
    const rows = await allRows(given.platform, { field: `places(filter: { name: "${name}" })`, row: 'nameZh nameEn' });
    if (expected !== null) expect(rows).toHaveLength(expected);
    expect(rows.every(({ nameZh, nameEn }) => `${nameZh} ${nameEn}`.toLowerCase().includes(name))).toBe(true);
    expect(rows.length > 0 || expected === 0).toBe(true);
  });
});

test('a poor county says when it left the list, and whether that is verified', async () => {
  const { places } = await given.platform.read(
    '{ places(first: 100, filter: { poorCounty: true }) { nodes { poorCounty { exitYear evidence verified } } } }',
  );
  expect(places.nodes.filter(({ poorCounty }: { poorCounty: { verified: boolean } }) => !poorCounty.verified)).toHaveLength(11);
  expect(await placeOf('530112', 'poorCounty { exitYear }')).toEqual({ poorCounty: null });
});

test('a name that is searched for is refused like any other search', async () => {
  const answer = await given.platform.ask('{ places(filter: { name: "%" }) { totalCount } }');
  expect(brokenRules(answer)).toEqual(['BAD_USER_INPUT']);
});
