import { beforeAll, describe, expect, test } from '@jest/globals';
import { codeOf, reasonOf } from '../support/answer.js';
import { allRows } from '../support/pages.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';

const given = useWorld();

beforeAll(async () => {
  const { platform, world } = given;
  // Several on one day and of one amount, so that the order of ties matters.
  for (let index = 0; index < 24; index += 1) {
    await platform.done(
      world.shanghai,
      'logContribution',
      gift({ project: world.project, amount: `${1 + (index % 3)}`, occurredOn: `2020-05-0${1 + (index % 4)}` }),
    );
  }
});

const LISTS = [
  'places(orderBy: CODE)',
  'places(orderBy: NAME)',
  'partners(orderBy: NAME)',
  'partners(orderBy: NEWEST)',
  'pairings(orderBy: NEWEST)',
  'pairings(orderBy: STARTED)',
  'projects(orderBy: PLANNED_START)',
  'contributions(orderBy: NEWEST)',
  'contributions(orderBy: OCCURRED)',
  'contributions(orderBy: OCCURRED_LAST)',
  'contributions(orderBy: AMOUNT_LARGEST)',
] as const;

describe.each(LISTS)('%s', (field) => {
  test.each([3, 7, 100])('paged by %i gives every row once, in one order', async (first) => {
    const { platform, world } = given;
    const paged = await allRows(platform, { field, row: 'id', first, as: world.shanghai });
    const name = field.split('(')[0] ?? '';
    const { [name]: list } = await platform.read(`{ ${name} { totalCount } }`, { as: world.shanghai });
    expect(new Set(paged.map(({ id }) => id)).size).toBe(list.totalCount);
    expect(paged).toHaveLength(list.totalCount);
    expect(paged).toEqual(await allRows(platform, { field, row: 'id', first: 50, as: world.shanghai }));
  });
});

describe('the order', () => {
  const column = async (orderBy: string, row: string) =>
    allRows(given.platform, { field: `contributions(orderBy: ${orderBy})`, row, first: 5, as: given.world.shanghai });

  test('by day, first or last day first', async () => {
    const days = (await column('OCCURRED', 'occurredOn')).map(({ occurredOn }) => occurredOn);
    expect(days).toEqual([...days].sort());
    const backwards = (await column('OCCURRED_LAST', 'occurredOn')).map(({ occurredOn }) => occurredOn);
    expect(backwards).toEqual([...days].reverse());
  });

  test('by amount, largest first', async () => {
    const amounts = (await column('AMOUNT_LARGEST', 'amount { fen }')).map(({ amount }) => Number(amount.fen));
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a));
  });

  test('by name is that of code points, the same in every database', async () => {
    const names = (await allRows(given.platform, { field: 'partners(orderBy: NAME)', row: 'nameZh' })).map(({ nameZh }) => nameZh);
    expect(names).toEqual([...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });
});

describe('a page', () => {
  const page = async (args: string) =>
    (
      await given.platform.read(
        `{ places${args} { nodes { code } edges { cursor node { code } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`,
      )
    ).places;

  test('says where it lies', async () => {
    const first = await page('(first: 2)');
    expect(first.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.edges[0].cursor,
      endCursor: first.edges[1].cursor,
    });
    const second = await page(`(first: 2, after: "${first.pageInfo.endCursor}")`);
    expect(second.pageInfo.hasPreviousPage).toBe(true);
    expect(second.totalCount).toBe(first.totalCount);
  });

  test('gives the same rows as nodes and as edges', async () => {
    const { nodes, edges } = await page('(first: 5)');
    expect(edges.map(({ node }: { node: unknown }) => node)).toEqual(nodes);
  });

  test('of no rows counts them all the same', async () => {
    const none = await page('(first: 0)');
    expect(none).toMatchObject({ nodes: [], edges: [], pageInfo: { startCursor: null, endCursor: null, hasNextPage: true } });
    expect(none.totalCount).toBeGreaterThan(100);
  });

  test('of an empty list is empty', async () => {
    expect(await page('(filter: { name: "没有这个地方" })')).toMatchObject({
      nodes: [],
      totalCount: 0,
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  test('has twenty rows when none is said, and at most a hundred', async () => {
    expect((await page('')).nodes).toHaveLength(20);
    expect((await page('(first: 100)')).nodes).toHaveLength(100);
    for (const first of [101, 2_147_483_647, -1]) {
      const answer = await given.platform.ask(`{ places(first: ${first}) { totalCount } }`);
      expect([codeOf(answer), reasonOf(answer)]).toEqual(['BAD_USER_INPUT', 'PAGE_SIZE']);
    }
  });
});

describe('a cursor is refused', () => {
  const refusal = async (field: string, after: string) => {
    const [name = '', args = ''] = field.replace(')', '').split('(');
    const answer = await given.platform.ask(`query ($after: String) { ${name}(after: $after ${args}) { nodes { id } } }`, { variables: { after } });
    return [codeOf(answer), reasonOf(answer)];
  };
  const cursor = (order: string, keys: unknown) => Buffer.from(JSON.stringify([order, keys])).toString('base64url');
  const endOf = async (field: string) => {
    const name = field.split('(')[0] ?? '';
    return (await given.platform.read(`{ ${field} { pageInfo { endCursor } } }`))[name].pageInfo.endCursor as string;
  };

  test('when it belongs to another order', async () => {
    expect(await refusal('places(orderBy: NAME)', await endOf('places(orderBy: CODE)'))).toEqual(['BAD_USER_INPUT', 'CURSOR_OF_ANOTHER_ORDER']);
  });

  test('when it belongs to another list with other keys', async () => {
    expect(await refusal('contributions(orderBy: NEWEST)', cursor('NEWEST', ['a', '1']))).toEqual(['BAD_USER_INPUT', 'CURSOR_MALFORMED']);
  });

  test.each([
    ['nothing', ''],
    ['nonsense', 'nonsense'],
    ['plain JSON', '["CODE",["53","1"]]'],
    ['a megabyte', 'A'.repeat(1_000_000)],
    ['SQL', "' or 1=1 --"],
  ])('when it is %s', async (_, after) => {
    expect(await refusal('places(orderBy: CODE)', after)).toEqual(['BAD_USER_INPUT', 'CURSOR_MALFORMED']);
  });

  test.each([
    ['too few keys', ['53']],
    ['too many keys', ['53', '1', '2']],
    ['no keys', []],
    ['a key that is no number', ['53', 'x']],
    ['a key with a number beyond all ids', ['53', '9'.repeat(19)]],
    ['a key that is null', [null, '1']],
    ['a key that is an object', [{}, '1']],
  ])('when it was made up, with %s', async (_, keys) => {
    expect(await refusal('places(orderBy: CODE)', cursor('CODE', keys))).toEqual(['BAD_USER_INPUT', 'CURSOR_MALFORMED']);
  });

  test('when its day is none of the calendar', async () => {
    for (const day of ['2020-13-45', '2020-02-30', '0000-00-00', 'infinity']) {
      expect((await refusal('contributions(orderBy: OCCURRED)', cursor('OCCURRED', [day, '1'])))[0]).toBe('BAD_USER_INPUT');
    }
  });
});
