import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openPlatform, type Platform } from '../support/platform.js';
import { statementsOf } from '../support/statements.js';

let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform('demonstration');
}, 120_000);
afterAll(() => platform?.close());

const IMPACT = 'impact { money { flowClass stage net { fen } } counts { projects places(level: VILLAGE) } inKind { form quantity } }';

test.each([
  [
    '100 places with money, counts and help in kind',
    `{ places(filter: { level: COUNTY, within: "53" }, first: 100) { nodes { code ${IMPACT} } } }`,
    2,
  ],
  ['10 of them', `{ places(filter: { level: COUNTY, within: "53" }, first: 10) { nodes { code ${IMPACT} } } }`, 2],
  [
    'places of two levels',
    `{ a: places(filter: { level: PREFECTURE }, first: 5) { nodes { ${IMPACT} } } b: places(filter: { level: COUNTY }, first: 5) { nodes { ${IMPACT} } } }`,
    4,
  ],
  [
    '100 partners with all parts of their impact',
    '{ partners(first: 100) { nodes { impact { money { rows } leftOut { rows } people { low } inKind { lines } counts { projects } } } } }',
    2,
  ],
  [
    '100 projects, two years of each',
    '{ projects(first: 100) { nodes { a: impact(filter: { toYear: 2018 }) { money { rows } } b: impact(filter: { fromYear: 2019 }) { money { rows } } } } }',
    2,
  ],
  [
    'money and its total',
    '{ impact { money { rows } a: total(flowClasses: [FISCAL]) { net { fen } } b: total(flowClasses: [LOAN]) { net { fen } } } }',
    1,
  ],
  [
    'a breakdown by county and partner with the rows behind each cell',
    `{ impact(filter: { programme: FIXED_POINT }) { breakdown(by: [COUNTY, PARTNER], first: 100) { totalCount nodes {
        county { code prefecture { nameZh } } partner { nameZh } money { net { fen } } contributions(first: 5) { totalCount nodes { occurredOn partner { nameZh } project { nameZh } } } } } } }`,
    1,
  ],
  [
    'the same on the page of a place',
    '{ place(code: "5333") { impact { breakdown(by: [COUNTY, SECTOR], first: 50) { nodes { county { code } sector { nameZh } contributions(first: 2) { nodes { id } } } } } } }',
    2,
  ],
])('%s', async (_, source, most) => {
  const statements = await statementsOf(() => platform.read(source));
  expect(statements.length).toBeLessThanOrEqual(most);
  expect(statements.length).toBeGreaterThan(0);
});
