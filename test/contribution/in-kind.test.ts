import { describe, expect, test } from '@jest/globals';
import { contributionOf } from '../support/contribution.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, COUNTY, gift, OTHER_COUNTY } from '../support/world.js';

const given = useWorld();

const FERTILISER = { item: '化肥', quantity: '40', unit: '吨' };
const goods = (lines: readonly object[] | null, input: object = {}) =>
  gift({ project: given.world.project, form: 'GOODS', amount: null, lines, ...input });
const log = async (lines: readonly object[], input: object = {}) =>
  contributionOf(given.platform, await given.platform.done(given.world.shanghai, 'logContribution', goods(lines, input)), given.world.shanghai);
const refuses = (lines: readonly object[] | null, rule: string, input: object = {}) =>
  expectRefusal(given.platform, given.world.shanghai, 'logContribution', goods(lines, input), rule);

test('help in kind has items, quantities and units, and no amount', async () => {
  expect(await log([FERTILISER, { item: '种子', quantity: '2.5', unit: '公斤' }])).toMatchObject({
    amount: null,
    valued: null,
    lines: [
      { ...FERTILISER, quantity: '40', value: null },
      { item: '种子', quantity: '2.5', unit: '公斤', value: null },
    ],
  });
});

test('a valued line is worth quantity times unit value, rounded half up to the fen, and the row what its valued lines are', async () => {
  const row = await log([
    { ...FERTILISER, unitValue: '3000', valuationBasis: '发票' },
    { item: '种子', quantity: '0.333', unit: '公斤', unitValue: '10.01', valuationBasis: '市价' },
    { item: '工具', quantity: '7', unit: '件' },
  ]);
  expect(row?.lines.map(({ value }) => value?.fen ?? null)).toEqual(['12000000', '333', null]);
  expect(row?.valued?.fen).toBe('12000333');
});

describe('refuses', () => {
  test.each([
    ['no lines', [], 'LINE_COUNT'],
    ['no list of lines', null, 'LINE_COUNT'],
    ['51 lines', Array(51).fill(FERTILISER), 'LINE_COUNT'],
    ['a quantity of zero', [{ ...FERTILISER, quantity: '0' }], 'QUANTITY_NOT_POSITIVE'],
    ['a negative quantity', [{ ...FERTILISER, quantity: '-1' }], 'QUANTITY_NOT_POSITIVE'],
    ['a fourth decimal', [{ ...FERTILISER, quantity: '0.0001' }], 'QUANTITY_TOO_PRECISE'],
    ['a quantity of 10^12', [{ ...FERTILISER, quantity: '1000000000000' }], 'QUANTITY_TOO_LARGE'],
    ['a quantity that is no number', [{ ...FERTILISER, quantity: 'NaN' }], 'QUANTITY_MALFORMED'],
    ['an item without a name', [{ ...FERTILISER, item: ' ' }], 'TEXT_EMPTY'],
    ['an item of 10,000 characters', [{ ...FERTILISER, item: '肥'.repeat(10_000) }], 'TEXT_TOO_LONG'],
    ['a unit value without its basis', [{ ...FERTILISER, unitValue: '1' }], 'VALUATION_BASIS'],
    ['a basis without a unit value', [{ ...FERTILISER, valuationBasis: '发票' }], 'VALUATION_BASIS'],
    ['a unit value of zero', [{ ...FERTILISER, unitValue: '0', valuationBasis: '发票' }], 'AMOUNT_NOT_POSITIVE'],
    [
      'a line worth 10^15 fen',
      [{ ...FERTILISER, quantity: '999999999999', unitValue: '9999999999999.99', valuationBasis: '发票' }],
      'LINE_VALUE_TOO_LARGE',
    ],
    ['a staff role on goods', [{ ...FERTILISER, staffRole: 'FIRST_SECRETARY' }], 'STAFF_ROLE'],
  ])('%s', (_, lines, rule) => refuses(lines, rule));

  test('lines beside cash', () => refuses([FERTILISER], 'LINES_WITH_CASH', { form: 'CASH', amount: '100' }));

  test('shares: fen can be split, and people and tonnes cannot', async () => {
    const { platform, world } = given;
    const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: '5333' }] });
    const places = [COUNTY, OTHER_COUNTY].map((place) => ({ place, share: '50%' }));
    await refuses([FERTILISER], 'IN_KIND_SHARES', { project, places });
    await refuses([FERTILISER], 'IN_KIND_SHARES', { project, sectors: ['31120', '11220'].map((sector) => ({ sector, share: '50%' })) });
    const set = await log([FERTILISER], { project, places: places.map(({ place }) => ({ place })), reportedForSet: true });
    expect(set?.placeMode).toBe('SET');
  });
});

test('posted staff are counted by role', async () => {
  const row = await log([{ item: '第一书记', quantity: '3', unit: '人', staffRole: 'FIRST_SECRETARY' }], { form: 'STAFF' });
  expect(row?.lines).toMatchObject([{ item: '第一书记', quantity: '3' }]);
});
