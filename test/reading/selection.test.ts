import { describe, expect, test } from '@jest/globals';
import { encodeId } from '../../src/shared/id.js';
import { codeOf, reasonOf } from '../support/answer.js';
import { statementsOf } from '../support/statements.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift } from '../support/world.js';

const given = useWorld();

describe('node and nodes', () => {
  test('give any object by its id, each with the fields of its type', async () => {
    const { platform, world } = given;
    const { nodes } = await platform.read(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Partner { nameZh } ... on Place { nameZh level } ... on Pairing { programme { code } } ... on Project { county { code } } ... on Fund { openedOn } } }`,
      { as: world.shanghai, variables: { ids: [world.project, world.shanghaiId, world.villageId, world.pairing, world.fund] } },
    );
    expect(nodes).toEqual([
      { __typename: 'Project', id: world.project, county: { code: COUNTY } },
      { __typename: 'Partner', id: world.shanghaiId, nameZh: '上海市' },
      { __typename: 'Place', id: world.villageId, nameZh: '托坪村', level: 'VILLAGE' },
      { __typename: 'Pairing', id: world.pairing, programme: { code: 'EAST_WEST' } },
      { __typename: 'Fund', id: world.fund, openedOn: '2012-01-01' },
    ]);
  });

  test('keep the order that was asked for, repeat what is repeated, and give null for what is not there', async () => {
    const { platform, world } = given;
    const absent = [
      encodeId('Place', '999999'),
      encodeId('Place', '1e3'),
      encodeId('Nothing', '1'),
      encodeId('ProjectPlace', '1'),
      encodeId('Sector', '31120'),
      encodeId('Query', '1'),
      'nonsense',
      '',
      `${world.villageId}=`,
    ];
    const ids = [world.villageId, ...absent, world.shanghaiId, world.villageId];
    const { nodes } = await platform.read('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { variables: { ids } });
    expect(nodes).toEqual([{ id: world.villageId }, ...absent.map(() => null), { id: world.shanghaiId }, { id: world.villageId }]);
    for (const id of absent) expect((await platform.read('query ($id: ID!) { node(id: $id) { id } }', { variables: { id } })).node).toBeNull();
  });

  test('take at most a hundred ids, and one statement for each type among them and one for which partners stand for others', async () => {
    const { platform, world } = given;
    const ids = [...Array.from({ length: 98 }, (_, index) => encodeId('Place', String(index + 1))), world.shanghaiId, world.fund];
    expect(await statementsOf(() => platform.read('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { variables: { ids } }))).toHaveLength(4);
    const answer = await platform.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { variables: { ids: [...ids, world.pairing] } });
    expect([codeOf(answer), reasonOf(answer)]).toEqual(['BAD_USER_INPUT', 'TOO_MANY_IDS']);
  });
});

describe('what is selected', () => {
  test('may stand under several names, with different arguments', async () => {
    const { platform } = given;
    const { place } = await platform.read(`{ place(code: "53") {
      one: children(first: 1) { nodes { code } }
      two: children(first: 2) { nodes { code } all: nodes { nameZh } }
      named: children(filter: { name: "怒江" }) { totalCount nodes { code same: code } } } }`);
    expect(place).toEqual({
      one: { nodes: [{ code: '5301' }] },
      two: { nodes: [{ code: '5301' }, { code: '5303' }], all: [{ nameZh: '昆明市' }, { nameZh: '曲靖市' }] },
      named: { totalCount: 1, nodes: [{ code: '5333', same: '5333' }] },
    });
  });

  test('may come in fragments, through interfaces, and under conditions', async () => {
    const { platform, world } = given;
    const { node } = await platform.read(
      `query ($id: ID!, $yes: Boolean!) { node(id: $id) { ...Basics ... on Place @include(if: $yes) { level } ... on Place @skip(if: $yes) { code } } }
      fragment Basics on Node { id ... on Place { parent { ...Named parent { ...Named } } } }
      fragment Named on Place { nameZh }`,
      { variables: { id: world.villageId, yes: true } },
    );
    expect(node).toEqual({ id: world.villageId, level: 'VILLAGE', parent: { nameZh: '匹河怒族乡', parent: { nameZh: '福贡县' } } });
  });

  test('under one name with different arguments in nodes and in edges is refused with a way out', async () => {
    const answer = await given.platform.ask(
      `{ places(first: 1) { nodes { children(first: 1) { totalCount } } edges { node { children(first: 2) { totalCount } } } } }`,
    );
    expect([codeOf(answer), reasonOf(answer)]).toEqual(['BAD_USER_INPUT', 'KEY_TAKEN_TWICE']);
  });

  test.each(['impact', 'places(first: 2) { nodes { impact', 'place(code: "53") { impact'])(
    'is refused so in the cells of a breakdown too: %s',
    async (start) => {
      const cells = 'nodes { total(flowClasses: [FISCAL]) { net { fen } } } edges { node { total(flowClasses: [DONATION]) { net { fen } } } }';
      const answer = await given.platform.ask(`{ ${start} { breakdown(by: [YEAR]) { ${cells} } } ${'}'.repeat(start.split('{').length)}`);
      expect([codeOf(answer), reasonOf(answer)]).toEqual(['BAD_USER_INPUT', 'KEY_TAKEN_TWICE']);
    },
  );

  test('costs no count unless the count is selected, and no rows unless rows are', async () => {
    const { platform } = given;
    const [rows = ''] = await statementsOf(() => platform.read('{ places { nodes { code } } }'));
    expect(rows).not.toMatch(/count\(/);
    const [counted = ''] = await statementsOf(() => platform.read('{ places { totalCount } }'));
    expect(counted).toMatch(/count\(\*\)/);
    expect(counted).toMatch(/limit 0/);
  });

  test('of what a mutation wrote is read as any other row', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: COUNTY }] });
    const { logContribution } = await platform.read(
      `mutation ($input: LogContributionInput!) { logContribution(input: $input, idempotencyKey: "selection-test") { contribution {
        amount { fen yuan wanYuan yiYuan } project { county { nameZh } contributions { totalCount } } partner { nameZh } } } }`,
      { as: world.shanghai, variables: { input: gift({ project, amount: '120000' }) } },
    );
    expect(logContribution.contribution).toEqual({
      amount: { fen: '12000000', yuan: '120000.00', wanYuan: '12', yiYuan: '0.0012' },
      project: { county: { nameZh: '福贡县' }, contributions: { totalCount: 1 } },
      partner: { nameZh: '上海市' },
    });
  });
});

test('aliases longer than a column name in PostgreSQL are kept apart', async () => {
  const [a, b] = [`${'a'.repeat(80)}1`, `${'a'.repeat(80)}2`];
  const { place } = await given.platform.read(`{ place(code: "${COUNTY}") { ${a}: ancestors { level } ${b}: children(first: 1) { totalCount } } }`);
  expect(place[a]).toEqual([{ level: 'PROVINCE' }, { level: 'PREFECTURE' }]);
  expect(place[b].totalCount).toBeGreaterThanOrEqual(0);
});
