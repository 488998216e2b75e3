import { beforeAll, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject } from '../support/world.js';
import { accepted, cellsOf, impactOf, LEFT_OUT, MONEY, moneyOf } from './asking.js';

// 泸水县 533321 became 泸水市 533301 in 2016: one county in every trend.
const BEFORE = '533321';
const SINCE = '533301';
const BOTH = ['DONATION DISBURSED 10001/10001 in 2'];
const given = useWorld();

beforeAll(async () => {
  const { platform, world } = given;
  for (const [place, amount, occurredOn] of [
    [BEFORE, '100', '2014-05-01'],
    [SINCE, '0.01', '2018-05-01'],
  ] as const) {
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place }] });
    await accepted(platform, world.shanghai, world.office, { project, amount, occurredOn });
  }
  const places = [{ place: BEFORE }, { place: '533323' }];
  const set = await approvedProject(platform, world.shanghai, world.office, { places, reportedForSet: true });
  await accepted(platform, world.shanghai, world.office, { project: set, flowClass: 'FISCAL' });
});

test('the rows keep the code that they were recorded under', async () => {
  const rows = await given.platform.rows(
    sql`select place.code from contribution_part join place on place.id = place_id where code like '5333__' order by code`,
  );
  expect(rows).toEqual([{ code: SINCE }, { code: BEFORE }]);
});

test.each([BEFORE, SINCE, `${BEFORE}000000`])('the place %s has the rows of both codes', async (code) => {
  expect(await moneyOf(given.platform, `place(code: "${code}")`, 'flowClasses: [DONATION]')).toEqual(BOTH);
  expect(await moneyOf(given.platform, null, `place: "${code}"`)).toEqual(BOTH);
  expect(await moneyOf(given.platform, 'place(code: "5333")', `place: "${code}"`)).toEqual(BOTH);
  const { contributions, counts, leftOut } = await impactOf(
    given.platform,
    `place(code: "${code}")`,
    `contributions { totalCount } counts { contributions counties: places(level: COUNTY) } ${LEFT_OUT}`,
  );
  expect(contributions.totalCount).toBe(2);
  expect(counts).toEqual({ contributions: 2, counties: 1 });
  expect(leftOut).toEqual([{ reason: 'REPORTED_FOR_WIDER_SET', flowClass: 'FISCAL', stage: 'DISBURSED', rows: 1, amount: { fen: '10000' } }]);
});

test('both codes are one cell, under the code of today, whatever the year', async () => {
  const { breakdown } = await impactOf(
    given.platform,
    null,
    `breakdown(by: [COUNTY]) { nodes { county { code } ${MONEY} contributions { totalCount } } }`,
    'flowClasses: [DONATION]',
  );
  expect(cellsOf(breakdown.nodes, 'county')).toEqual({ [SINCE]: '10001/10001' });
  expect(breakdown.nodes[0].contributions.totalCount).toBe(2);
  const { trend } = await impactOf(
    given.platform,
    null,
    `trend: breakdown(by: [COUNTY, YEAR]) { nodes { county { code } year } }`,
    'flowClasses: [DONATION]',
  );
  expect(trend.nodes).toEqual([
    { county: { code: SINCE }, year: 2014 },
    { county: { code: SINCE }, year: 2018 },
  ]);
});
