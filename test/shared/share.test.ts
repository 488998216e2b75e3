import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commonShares, parseShare, shareText, splitByLargestRemainder, splitGrid } from '../../src/shared/money/share.js';

const amount = fc.oneof(fc.bigInt({ min: 0n, max: 100n }), fc.bigInt({ min: 0n, max: 10n ** 17n }));
const weight = fc.oneof(fc.bigInt({ min: 0n, max: 5n }), fc.bigInt({ min: 0n, max: 10n ** 9n }));
const weights = fc.array(weight, { minLength: 1, maxLength: 12 }).filter((list) => sum(list) > 0n);

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

function distance(left: bigint, right: bigint): bigint {
  return left > right ? left - right : right - left;
}

describe('parsing a share', () => {
  it.each([
    ['1/3', 1n, 3n],
    ['2/6', 1n, 3n],
    ['1/1', 1n, 1n],
    ['1/1000000000', 1n, 1_000_000_000n],
    ['33.34%', 1667n, 5000n],
    ['100%', 1n, 1n],
    ['100.0000%', 1n, 1n],
    ['0.0001%', 1n, 1_000_000n],
  ])('reads %s', (text, parts, whole) => {
    expect(parseShare(text)).toEqual({ parts, whole });
  });

  it.each([
    '',
    '33.34',
    '1',
    '0.5',
    '1 / 3',
    '1/3%',
    '1/3/5',
    '1/0',
    '1/-3',
    '01/3',
    '1/03',
    '/3',
    '1/',
    '%',
    '33.33333%',
    '.5%',
    '5.%',
    '+5%',
    '1e1%',
    '50\uFF05',
    '\uFF15\uFF10%',
    '50 %',
    '1.5/3',
    '50%\n',
    `1/${'9'.repeat(100)}`,
  ])('refuses %j, which is neither a fraction nor a percentage', (text) => {
    expect(() => parseShare(text)).toThrow(expect.objectContaining({ code: 'SHARE_MALFORMED' }));
  });

  it.each(['0/3', '0%', '0.0000%', '-1/3', '-5%', '4/3', '100.0001%', '1/1000000001'])('refuses %s as out of range', (text) => {
    expect(() => parseShare(text)).toThrow(expect.objectContaining({ code: 'SHARE_OUT_OF_RANGE', details: { value: text } }));
  });

  it('gives back every share that was printed', () => {
    const fraction = fc.bigInt({ min: 1n, max: 10n ** 9n }).chain((whole) => fc.tuple(fc.bigInt({ min: 1n, max: whole }), fc.constant(whole)));
    fc.assert(
      fc.property(fraction, ([parts, whole]) => {
        const share = parseShare(`${parts}/${whole}`);
        expect(share.parts * whole).toBe(parts * share.whole);
        expect(parseShare(shareText(share))).toEqual(share);
      }),
    );
  });
});

describe('printing a share', () => {
  it.each([
    ['1/3', '1/3'],
    ['2/6', '1/3'],
    ['1/2', '50%'],
    ['33.3400%', '33.34%'],
    ['1/1000000', '0.0001%'],
    ['1/10000000', '1/10000000'],
    ['7/7', '100%'],
  ])('gives %s as %s', (text, printed) => {
    expect(shareText(parseShare(text))).toBe(printed);
  });
});

describe('shares of one whole', () => {
  it('come over their least common denominator, in their order', () => {
    expect(commonShares(['1/2', '1/3', '1/6'].map(parseShare))).toEqual([
      { parts: 3n, whole: 6n },
      { parts: 2n, whole: 6n },
      { parts: 1n, whole: 6n },
    ]);
    expect(
      commonShares([
        { parts: 50n, whole: 100n },
        { parts: 2n, whole: 4n },
      ]),
    ).toEqual([
      { parts: 1n, whole: 2n },
      { parts: 1n, whole: 2n },
    ]);
  });

  it.each([
    [['33.33%', '33.33%', '33.33%'], '99.99%'],
    [['1/3', '1/3'], '2/3'],
    [['60%', '60%'], '120%'],
    [['1/3', '33.33%', '33.33%'], '14999/15000'],
    [[], '0%'],
  ])('are refused unless they sum to exactly 1: %j', (texts, total) => {
    const problem = { code: 'SHARES_NOT_WHOLE', details: { sum: total } };
    expect(() => commonShares(texts.map(parseShare))).toThrow(expect.objectContaining(problem));
  });

  it.each([
    [0n, 1n],
    [-1n, 2n],
    [3n, 2n],
    [1n, 0n],
  ])('are refused when one is %s/%s', (parts, whole) => {
    const shares = [
      { parts: 1n, whole: 1n },
      { parts, whole },
    ];
    expect(() => commonShares(shares)).toThrow(expect.objectContaining({ code: 'SHARE_OUT_OF_RANGE', details: { value: `${parts}/${whole}` } }));
  });

  it('keep their value and sum to the whole', () => {
    const positive = fc.array(fc.bigInt({ min: 1n, max: 10n ** 6n }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(positive, (parts) => {
        const given = parts.map((part) => ({ parts: part, whole: sum(parts) }));
        const common = commonShares(given);
        const whole = common[0]?.whole ?? 0n;
        expect(common.every((share) => share.whole === whole)).toBe(true);
        expect(sum(common.map((share) => share.parts))).toBe(whole);
        expect(common.map(shareText)).toEqual(given.map(shareText));
      }),
    );
  });
});

describe('splitting by largest remainder', () => {
  it('gives the odd fen of 100 yuan over three thirds to the first', () => {
    expect(splitByLargestRemainder(10_000n, [1n, 1n, 1n])).toEqual([3334n, 3333n, 3333n]);
  });

  it('gives the odd fen to the largest remainder, not to the first part', () => {
    expect(splitByLargestRemainder(10n, [1n, 2n])).toEqual([3n, 7n]);
  });

  it('gives parts that sum to the amount, each within 1 fen of its exact value', () => {
    fc.assert(
      fc.property(amount, weights, (whole, list) => {
        const parts = splitByLargestRemainder(whole, list);
        expect(sum(parts)).toBe(whole);
        parts.forEach((part, index) => {
          const exact = whole * (list[index] ?? 0n);
          expect(distance(part * sum(list), exact) < sum(list)).toBe(true);
        });
      }),
    );
  });

  it('gives the same total in any order, and each weight the same to 1 fen', () => {
    const shuffled = weights.chain((list) => fc.shuffledSubarray([...list.keys()], { minLength: list.length }).map((order) => ({ list, order })));
    fc.assert(
      fc.property(amount, shuffled, (whole, { list, order }) => {
        const before = splitByLargestRemainder(whole, list);
        const after = splitByLargestRemainder(
          whole,
          order.map((index) => list[index] ?? 0n),
        );
        expect(sum(after)).toBe(sum(before));
        expect(order.every((from, to) => distance(before[from] ?? 0n, after[to] ?? 0n) <= 1n)).toBe(true);
      }),
    );
  });

  it('gives nothing to a weight of 0', () => {
    fc.assert(fc.property(amount, weights, (whole, list) => splitByLargestRemainder(whole, [...list, 0n]).at(-1) === 0n));
  });

  it.each([
    [-1n, [1n]],
    [1n, []],
    [1n, [0n, 0n]],
    [1n, [2n, -1n]],
  ])('refuses %s over %j as a mistake of the code', (whole, list) => {
    expect(() => splitByLargestRemainder(whole, list)).toThrow(RangeError);
  });
});

describe('splitting over a grid', () => {
  it('gives both margins exactly, with no cell below its floor', () => {
    fc.assert(
      fc.property(amount, weights, weights, (whole, rows, columns) => {
        const grid = splitGrid(whole, rows, columns);
        expect(grid.map(sum)).toEqual(splitByLargestRemainder(whole, rows));
        expect(columns.map((_, index) => sum(grid.map((row) => row[index] ?? 0n)))).toEqual(splitByLargestRemainder(whole, columns));
        const scale = sum(rows) * sum(columns);
        expect(grid.every((row, i) => row.every((cell, j) => cell >= (whole * (rows[i] ?? 0n) * (columns[j] ?? 0n)) / scale))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('spreads the odd fen over the cells', () => {
    expect(splitGrid(3n, [1n, 1n, 1n], [1n, 1n, 1n])).toEqual([
      [1n, 0n, 0n],
      [0n, 1n, 0n],
      [0n, 0n, 1n],
    ]);
  });

  // The second row must hold 5, but only four columns lack anything above the floors: no grid has every cell within 1.
  it('keeps the margins where that costs a cell a second fen', () => {
    expect(splitGrid(23n, [4n, 1n], [3n, 1n, 3n, 1n, 1n, 3n, 3n])).toEqual([
      [4n, 1n, 4n, 1n, 1n, 4n, 3n],
      [1n, 0n, 1n, 0n, 0n, 1n, 2n],
    ]);
  });
});
