import { describe, expect, test } from '@jest/globals';
import { type GraphQLError, type GraphQLSchema, parse } from 'graphql';
import { contextOf } from '../../src/context.js';
import { isCompilable } from '../../src/execution/compilable.js';
import { createExecutor } from '../../src/execution/compiled.js';
import { failingSchema } from '../server/serving.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY } from '../support/world.js';

const given = useWorld();

/** What both ways to run an operation answer; the context is the public's. */
async function both(source: string, variables: object = {}, schema: GraphQLSchema = given.platform.schema) {
  const document = parse(source);
  const answers = [];
  for (const compileAt of [1, Number.POSITIVE_INFINITY]) {
    const execute = createExecutor(schema, { compileAt });
    const context = await contextOf(given.platform.database, {});
    const { data, errors = [] } = await execute({ document, variables: variables as Record<string, unknown>, context });
    answers.push(JSON.parse(JSON.stringify({ data, errors: errors.map(told) })));
  }
  return { compiled: answers[0], interpreted: answers[1], document };
}

function told({ message, path, locations, extensions }: GraphQLError): object {
  return { message, path, locations, extensions };
}

function compilable(source: string): boolean {
  const document = parse(source);
  const operation = document.definitions.find((definition) => definition.kind === 'OperationDefinition');
  return isCompilable(given.platform.schema, document, operation as never);
}

const PLACE_FIELDS =
  'id code nameZh level synthetic validFrom parent { nameZh } county { id code } ancestors { level } pairings(first: 2) { totalCount nodes { id startedOn } }';

describe('a compiled operation answers as an interpreted one', () => {
  test.each<[string, string, object]>([
    ['a row with what is below it', `{ place(code: "${COUNTY}") { ${PLACE_FIELDS} } }`, {}],
    [
      'a page with its cursors',
      '{ places(first: 3) { nodes { code } edges { cursor node { code } } pageInfo { hasNextPage endCursor startCursor } totalCount } }',
      {},
    ],
    [
      'a field of the root under two keys, and the impact of what it lists under two more',
      `query ($from: Int) { a: places(first: 2, filter: { level: COUNTY }) { nodes { ...row } } b: places(first: 2, filter: { level: VILLAGE }) { nodes { ...row } }
         one: place(code: "${COUNTY}") { ...row } }
       fragment row on Place { code all: impact { total(flowClasses: [DONATION]) { flowClasses stage net { fen } } counts { projects partners places(level: COUNTY) } }
         since: impact(filter: { fromYear: $from }) { money { rows } breakdown(by: [YEAR]) { nodes { year projects } } } }`,
      { from: 2020 },
    ],
    [
      'variables with defaults',
      'query ($first: Int = 2, $filter: PlaceFilter = { level: COUNTY }) { places(first: $first, filter: $filter) { nodes { code level } } }',
      {},
    ],
    [
      'conditions that hold',
      'query ($yes: Boolean!) { places(first: 2) { nodes { code @include(if: $yes) nameZh @skip(if: $yes) } } }',
      { yes: true },
    ],
    [
      'conditions that do not',
      'query ($yes: Boolean!) { places(first: 2) { nodes { code @include(if: $yes) nameZh @skip(if: $yes) ... @skip(if: $yes) { level } } } }',
      { yes: false },
    ],
    ['keys of its own', '{ a: places(first: 1) { n: nodes { c: code p: parent { n: nameZh } } } }', {}],
    [
      'a relation under two keys',
      `{ place(code: "53") { one: children(first: 1) { nodes { code } } two: children(first: 2) { nodes { code } } } }`,
      {},
    ],
    ['__typename everywhere', '{ __typename places(first: 1) { __typename nodes { __typename id } } }', {}],
    ['amounts and impact', '{ impact { total(flowClasses: [FISCAL]) { net { fen yuan wanYuan yiYuan } } counts { places(level: COUNTY) } } }', {}],
    ['an absent row', '{ place(code: "999999") { nameZh } }', {}],
    ['a refusal', '{ partner { nameZh } }', {}],
    ['refusals beside answers', '{ partner { nameZh } places(first: 1) { nodes { code } } bad: places(first: 1000) { totalCount } }', {}],
    ['a variable that is missing', 'query ($code: ID!) { place(code: $code) { nameZh } }', {}],
    [
      'a variable that is wrong',
      'query ($first: Int, $filter: PlaceFilter) { places(first: $first, filter: $filter) { totalCount } }',
      { first: 'many', filter: { level: 'MOON' } },
    ],
    [
      'a variable that is null',
      'query ($filter: PlaceFilter, $after: String) { places(first: 1, filter: $filter, after: $after) { nodes { code } } }',
      { filter: null, after: null },
    ],
    ['__proto__ as a key', '{ places(first: 1) { nodes { __proto__: code nameZh } } }', {}],
    [
      "an input's own defaults",
      'mutation ($input: LogContributionInput!) { logContribution(idempotencyKey: "compiled-1", input: $input) { contribution { id } } }',
      { input: { flowClass: 'FISCAL', occurredOn: '2018-06-01', amount: '100', project: 'UHJvamVjdDox' } },
    ],
    ['the schema itself', '{ __type(name: "Place") { name fields { name } } }', {}],
  ])('%s', async (_, source, variables) => {
    const { compiled, interpreted } = await both(source, variables);
    expect(JSON.stringify(compiled)).toEqual(JSON.stringify(interpreted));
  });

  test('the same document with other variables', async () => {
    const source = `query ($yes: Boolean!, $first: Int!) { place(code: "53") { children(first: $first) { nodes { code level @include(if: $yes) } } } }`;
    const document = parse(source);
    const execute = createExecutor(given.platform.schema, { compileAt: 1 });
    const codes = [];
    for (const variables of [
      { yes: true, first: 1 },
      { yes: false, first: 2 },
    ]) {
      const { data } = await execute({ document, variables, context: await contextOf(given.platform.database, {}) });
      codes.push((data as { place: { children: { nodes: object[] } } }).place.children.nodes);
    }
    expect(codes).toEqual([[{ code: '5301', level: 'PREFECTURE' }], [{ code: '5301' }, { code: '5303' }]]);
  });

  test('nodes of every type', async () => {
    const { world } = given;
    const variables = { ids: [world.shanghaiId, world.villageId, world.pairing, world.fund, 'nonsense'], id: world.villageId };
    const { compiled, interpreted } = await both(
      'query ($ids: [ID!]!, $id: ID!) { nodes(ids: $ids) { __typename id ... on Place { nameZh } ... on Partner { kind } } node(id: $id) { ...P } } fragment P on Place { code parent { code } }',
      variables,
    );
    expect(compiled).toEqual(interpreted);
    expect(compiled.data.nodes).toHaveLength(5);
  });

  test.each(['{ crash }', '{ refused crash }', '{ broken }', '{ foreign people { nodes { name } } }', '{ never }', '{ crash never }'])(
    'errors and the nulls that follow: %s',
    async (source) => {
      const { compiled, interpreted } = await both(source, {}, failingSchema());
      expect(new Set(compiled.errors.map((error: object) => JSON.stringify(error)))).toEqual(
        new Set(interpreted.errors.map((error: object) => JSON.stringify(error))),
      );
      expect(compiled.data).toEqual(interpreted.data);
    },
  );
});

describe('what is compiled', () => {
  test('is what comes again', async () => {
    const { schema } = given.platform;
    const document = parse('{ viewer { role } }');
    const execute = createExecutor(schema);
    const context = await contextOf(given.platform.database, {});
    for (let time = 0; time < 3; time += 1) expect((await execute({ document, context })).data).toEqual({ viewer: { role: 'PUBLIC' } });
  });

  test('is not a document that could put code into the function', async () => {
    const mark = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d';
    const evil = `${mark}1);globalThis.wasRun=true;void (0`;
    for (const source of [
      `{ places(first: 1, filter: { name: ${JSON.stringify(evil)} }) { totalCount } }`,
      `query ($name: String = ${JSON.stringify(evil)}) { places(first: 1, filter: { name: $name }) { totalCount } }`,
    ]) {
      expect(compilable(source)).toBe(false);
      const { compiled, interpreted } = await both(source);
      expect(compiled).toEqual(interpreted);
    }
    expect((globalThis as { wasRun?: boolean }).wasRun).toBeUndefined();
  });

  test('is the lists that matter', () => {
    expect(
      compilable(
        'query ($first: Int) { projects(first: $first) { nodes { nameZh village { nameZh } contributions(first: 5) { nodes { partner { nameZh } } } } } }',
      ),
    ).toBe(true);
  });
});
