import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseQuantity, quantityText, quantityValueFen } from '../../src/shared/quantity.js';

const thousandths = fc.bigInt({ min: 1n, max: 10n ** 15n - 1n });

describe('parsing a quantity', () => {
  it.each([
    ['40', 40_000n],
    ['1.125', 1125n],
    ['0.5', 500n],
    ['0.001', 1n],
    ['999999999999.999', 10n ** 15n - 1n],
  ])('reads %s', (text, quantity) => {
    expect(parseQuantity(text)).toBe(quantity);
  });

  it.each([
    ['', 'QUANTITY_MALFORMED'],
    ['40 t', 'QUANTITY_MALFORMED'],
    ['4e1', 'QUANTITY_MALFORMED'],
    ['1.1250', 'QUANTITY_TOO_PRECISE'],
    ['0.000', 'QUANTITY_NOT_POSITIVE'],
    ['-1', 'QUANTITY_NOT_POSITIVE'],
    ['1000000000000', 'QUANTITY_TOO_LARGE'],
  ])('refuses %j with %s', (text, code) => {
    expect(() => parseQuantity(text)).toThrow(expect.objectContaining({ code }));
  });

  it('gives back every quantity that was printed', () => {
    fc.assert(fc.property(thousandths, (quantity) => parseQuantity(quantityText(quantity)) === quantity));
  });
});

describe('the value of a quantity', () => {
  it.each([
    [40_000n, 250_000n, 10_000_000n],
    [500n, 1n, 1n],
    [499n, 1n, 0n],
    [1500n, 1n, 2n],
    [2500n, 1n, 3n],
    [1n, 0n, 0n],
  ])('of %s thousandths at %s fen is %s fen', (quantity, unitValueFen, fen) => {
    expect(quantityValueFen(quantity, unitValueFen)).toBe(fen);
  });

  it('is the nearest fen, and the upper one of two equally near', () => {
    fc.assert(
      fc.property(thousandths, fc.bigInt({ min: 0n, max: 10n ** 15n }), (quantity, unitValueFen) => {
        const above = quantityValueFen(quantity, unitValueFen) * 1000n - quantity * unitValueFen;
        return above > -500n && above <= 500n;
      }),
    );
  });

  it.each([
    [-1n, 1n],
    [1n, -1n],
  ])('refuses %s and %s as a mistake of the code', (quantity, unitValueFen) => {
    expect(() => quantityValueFen(quantity, unitValueFen)).toThrow(RangeError);
  });
});
