import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_ROW_FEN, parseFen, parseYuan, wanYuanText, yiYuanText, yuanText } from '../../src/shared/money/fen.js';

const rowFen = fc.bigInt({ min: 1n, max: MAX_ROW_FEN - 1n });

describe('parsing yuan', () => {
  it.each([
    ['120000', 12_000_000n],
    ['120000.5', 12_000_050n],
    ['33.34', 3334n],
    ['0.01', 1n],
    ['9999999999999.99', MAX_ROW_FEN - 1n],
  ])('reads %s', (text, fen) => {
    expect(parseYuan(text)).toBe(fen);
  });

  it.each([
    '',
    ' ',
    ' 1',
    '1 ',
    '1\n',
    '1e309',
    '1e2',
    'NaN',
    'Infinity',
    '0x1',
    '1,000',
    '+1',
    '--1',
    '.5',
    '5.',
    '1.2.3',
    '007',
    '\uFF11',
    '一百',
    '١',
    '1n',
    '1_000',
    '¥1',
    'null',
  ])('refuses %j, which is no plain decimal', (text) => {
    expect(() => parseYuan(text)).toThrow(expect.objectContaining({ code: 'AMOUNT_MALFORMED' }));
  });

  it.each(['1.005', '1.000', '0.001', '-1.005'])('refuses %s, which has more than two decimals', (text) => {
    expect(() => parseYuan(text)).toThrow(expect.objectContaining({ code: 'AMOUNT_TOO_PRECISE' }));
  });

  it.each(['0', '0.00', '-0', '-5', '-99999999999999999999'])('refuses %s, which is not above 0', (text) => {
    expect(() => parseYuan(text)).toThrow(expect.objectContaining({ code: 'AMOUNT_NOT_POSITIVE' }));
  });

  it.each(['10000000000000', '10000000000000.00', '99999999999999'])('refuses %s, which is 10^15 fen or more', (text) => {
    expect(() => parseYuan(text)).toThrow(expect.objectContaining({ code: 'AMOUNT_TOO_LARGE' }));
  });

  it('refuses millions of digits without working them out', () => {
    const text = '9'.repeat(5_000_000);
    const startedAt = performance.now();
    expect(() => parseYuan(text)).toThrow(expect.objectContaining({ code: 'AMOUNT_TOO_LARGE' }));
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  it('names the value and the bounds', () => {
    const details = { value: '1.005', decimals: 2, below: '10000000000000' };
    expect(() => parseYuan('1.005')).toThrow(expect.objectContaining({ details }));
  });

  it('gives back every amount that was printed', () => {
    fc.assert(fc.property(rowFen, (fen) => parseYuan(yuanText(fen)) === fen));
  });

  it('refuses or reads whatever comes, and fails in no other way', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String)), (text) => {
        try {
          const fen = parseYuan(text);
          expect(fen > 0n && fen < MAX_ROW_FEN).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ name: 'Problem', code: expect.stringMatching(/^AMOUNT_/) });
        }
      }),
    );
  });
});

describe('parsing fen', () => {
  it('gives back every amount that was printed', () => {
    fc.assert(fc.property(rowFen, (fen) => parseFen(fen.toString()) === fen));
  });

  it.each([
    ['1e3', 'AMOUNT_MALFORMED'],
    ['1.0', 'AMOUNT_TOO_PRECISE'],
    ['0', 'AMOUNT_NOT_POSITIVE'],
    ['1000000000000000', 'AMOUNT_TOO_LARGE'],
  ])('refuses %s with %s', (text, code) => {
    expect(() => parseFen(text)).toThrow(expect.objectContaining({ code }));
  });
});

describe('printing an amount', () => {
  it.each([
    [0n, '0.00', '0', '0'],
    [1n, '0.01', '0.000001', '0.0000000001'],
    [3334n, '33.34', '0.003334', '0.0000003334'],
    [10_000n, '100.00', '0.01', '0.000001'],
    [1_330_800_000_000n, '13308000000.00', '1330800', '133.08'],
    [-5n, '-0.05', '-0.000005', '-0.0000000005'],
    [-1_000_000n, '-10000.00', '-1', '-0.0001'],
    [10n ** 20n, '1000000000000000000.00', '100000000000000', '10000000000'],
  ])('gives %s fen in yuan, 万元 and 亿元', (fen, yuan, wanYuan, yiYuan) => {
    expect([yuanText(fen), wanYuanText(fen), yiYuanText(fen)]).toEqual([yuan, wanYuan, yiYuan]);
  });

  it('is exact in every unit, also below 0', () => {
    const printed = [
      { print: yuanText, decimals: 2 },
      { print: wanYuanText, decimals: 6 },
      { print: yiYuanText, decimals: 10 },
    ];
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.constantFrom(...printed), (fen, { print, decimals }) => {
        const [integer = '', fraction = ''] = print(fen).split('.');
        expect(BigInt(integer + fraction.padEnd(decimals, '0'))).toBe(fen);
      }),
    );
  });
});
