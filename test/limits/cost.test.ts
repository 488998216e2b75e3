import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getOperationAST, parse } from 'graphql';
import { rowsTouched } from '../../bench/measuring/touched-rows.js';
import { OPERATIONS } from '../../bench/workloads/operations.js';
import { costOf } from '../../src/limits/cost.calculation.js';
import { encodeId } from '../../src/shared/id.js';
import { encodeCursor } from '../../src/shared/page/cursor.js';
import { projectFile } from '../../src/shared/root.js';
import { sql } from '../../src/shared/sql.js';
import { openPlatform, type Platform } from '../support/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform('demonstration');
}, 120_000);
afterAll(() => platform?.close());

function estimate(source: string, variables: object = {}): number {
  const document = parse(source);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('Expected one operation');
  return costOf(platform.schema, { document, operation, variables: variables as Record<string, unknown> });
}

describe('the cost of what the benchmark asks is within a factor of two of the rows that its statements touch', () => {
  const operation = (name: string) => readFileSync(projectFile(`bench/workloads/operations/${name}.graphql`), 'utf8');
  const someRows = async (of: 'project' | 'contribution') =>
    platform.rows<{ id: string; programme: string; on: string }>(
      of === 'project'
        ? sql`select id::text as id, programme, '' as on from project where status = 'COMPLETED' or status = 'APPROVED' order by md5(id::text) limit 20`
        : sql`select id::text as id, programme, occurred_on::text as on from contribution where state = 'ACCEPTED' and project_id is not null order by md5(id::text) limit 20`,
    );

  async function expectWithin(source: string, asked: readonly object[]): Promise<void> {
    let [estimated, touched] = [0, 0];
    for (const variables of asked) {
      estimated += estimate(source, variables);
      touched += await rowsTouched(String((platform.database.storage as { url?: string }).url), () =>
        platform.ask(source, { variables: variables as never }),
      );
    }
    expect(estimated / touched).toBeGreaterThanOrEqual(0.5);
    expect(estimated / touched).toBeLessThanOrEqual(2);
  }

  test('the nested list', async () => {
    const projects = await someRows('project');
    await expectWithin(
      operation('projects'),
      projects.map(({ id, programme }) => ({ programme, after: encodeCursor('NEWEST', [id]) })),
    );
  });

  test('the nested list as of a past instant', async () => {
    const asOf = new Date(Date.now() - 100).toISOString();
    const projects = await someRows('project');
    await expectWithin(
      OPERATIONS.get('projectsAsOf') ?? '',
      projects.map(({ id, programme }) => ({ programme, after: encodeCursor('NEWEST', [id]), asOf })),
    );
  });

  test('a node', async () => {
    await expectWithin(
      operation('node'),
      (await someRows('contribution')).map(({ id }) => ({ id: encodeId('Contribution', id) })),
    );
  });

  test('a deep page', async () => {
    await expectWithin(
      operation('deepPage'),
      (await someRows('contribution')).map(({ id, programme, on }) => ({ programme, after: encodeCursor('OCCURRED', [on, id]) })),
    );
  });

  test('a search', async () => {
    await expectWithin(operation('search'), [{ text: '浦东' }, { text: '昭通' }, { text: '123' }, { text: '大学' }]);
  });
});

describe('the cost', () => {
  test('is what is read: a row each, a page as long as it may be, a count fifty', () => {
    expect(estimate('{ __typename viewer { role } }')).toBe(0);
    expect(estimate('{ place(code: "53") { nameZh code } }')).toBe(1);
    expect(estimate('{ place(code: "53") { parent { parent { nameZh } } } }')).toBe(3);
    expect(estimate('{ places(first: 7) { nodes { nameZh } } }')).toBe(7);
    expect(estimate('{ places(first: 7) { nodes { county { nameZh } pairings(first: 3) { nodes { partner { nameZh } } } } } }')).toBe(
      7 * (1 + 1 + 3 * 2),
    );
    expect(estimate('{ places(first: 7) { totalCount } }')).toBe(50);
    expect(estimate('{ places(first: 7) { totalCount pageInfo { hasNextPage } } }')).toBe(57);
    expect(
      estimate('{ places { ...page } } fragment page on PlaceConnection { totalCount nodes { ...row } } fragment row on Place { parent { code } }'),
    ).toBe(90);
  });

  test('of what no rollup holds is 25 times that of what one does', () => {
    const total = 'total(flowClasses: [FISCAL]) { net { fen } }';
    const ofPlace = (filter: string) => estimate(`{ place(code: "5301") { impact${filter} { ${total} } } }`) - 1;
    expect(ofPlace('')).toBe(30);
    expect(ofPlace('(filter: { fromYear: 2018, programme: EAST_WEST })')).toBe(30);
    expect(ofPlace('(filter: { states: [ACCEPTED, SUBMITTED] })')).toBe(750);
    expect(ofPlace('(filter: { place: "530102" })')).toBe(750);
    expect(estimate(`{ impact(filter: { place: "530102102" }) { ${total} } }`)).toBe(1000 + 750);
    expect(estimate(`{ impact(filter: { place: "not a place" }) { ${total} } }`)).toBe(1000 + 750);

    expect(estimate('{ impact { people { low } } }')).toBe(1000 + 25_000 + 30 + 3);
    expect(estimate('{ impact(filter: { partner: "#1" }) { people { low } } }')).toBe(1000 + 30 + 3);

    const cells = (by: string) => `breakdown(by: [${by}], first: 1) { totalCount }`;
    expect(estimate(`{ impact { ${cells('YEAR, FLOW_CLASS, SECTOR')} } }`)).toBe(1000 + 100 + 50);
    expect(estimate(`{ impact { ${cells('YEAR, COUNTY, SECTOR')} } }`)).toBe(1000 + 2500 + 50);
  });

  test('of what no rollup holds follows the filter that the variables say', () => {
    const source = 'query ($filter: ImpactFilter) { impact(filter: $filter) { total(flowClasses: [FISCAL]) { net { fen } } } }';
    expect(estimate(source)).toBe(1030);
    expect(estimate(source, { filter: { toYear: 2020 } })).toBe(1030);
    expect(estimate(source, { filter: { states: ['SUBMITTED'] } })).toBe(1750);
    expect(estimate(source, { filter: { states: 'nonsense' } })).toBe(0);
  });

  test('follows the page sizes that the variables say', () => {
    const source = 'query ($first: Int = 5, $ids: [ID!]!) { places(first: $first) { nodes { code } } nodes(ids: $ids) { id } }';
    expect(estimate(source, { ids: [] })).toBe(5);
    expect(estimate(source, { first: 30, ids: ['a', 'b'] })).toBe(32);
    expect(estimate(source, { first: 1000, ids: [] })).toBe(100);
    expect(estimate(source, { first: 'many', ids: [] })).toBe(0);
  });
});
