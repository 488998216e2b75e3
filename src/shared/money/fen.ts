import { excerpt, Problem } from '../errors/problem.js';

/** One row holds more than 0 and less than 10^15 fen (10 trillion yuan). Sums may exceed it. */
export const MAX_ROW_FEN = 10n ** 15n;

/** What a positive decimal may be: its number of decimals, and the bound it stays below, in units of its last decimal. */
interface DecimalBounds {
  subject: 'AMOUNT' | 'QUANTITY';
  decimals: number;
  below: bigint;
  /** Whether it may be zero, too. */
  orZero?: boolean;
}

// No leading zeros: "0120" is more likely a code than an amount.
const PLAIN_DECIMAL = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

/**
 * Reads yuan, as "120000", "120000.5" or "33.34", into fen.
 *
 * Throws a Problem: AMOUNT_MALFORMED, AMOUNT_TOO_PRECISE (a third decimal, even a zero), AMOUNT_NOT_POSITIVE or
 * AMOUNT_TOO_LARGE.
 */
export function parseYuan(text: string): bigint {
  return parsePositiveDecimal(text, { subject: 'AMOUNT', decimals: 2, below: MAX_ROW_FEN });
}

/** The same of what may be nothing. Throws AMOUNT_NEGATIVE instead of AMOUNT_NOT_POSITIVE. */
export function parseYuanOrZero(text: string): bigint {
  return parsePositiveDecimal(text, { subject: 'AMOUNT', decimals: 2, below: MAX_ROW_FEN, orZero: true });
}

/** Reads whole fen, as "3334". Throws the same problems as `parseYuan`. */
export function parseFen(text: string): bigint {
  return parsePositiveDecimal(text, { subject: 'AMOUNT', decimals: 0, below: MAX_ROW_FEN });
}

/** Yuan with exactly two decimals: "100.00". */
export function yuanText(fen: bigint): string {
  return fixedDecimalText(fen, 2);
}

/** 万元, 10^4 yuan, exact and without trailing zeros: "12.00005". */
export function wanYuanText(fen: bigint): string {
  return decimalText(fen, 6);
}

/** 亿元, 10^8 yuan, exact and without trailing zeros: "133.08". */
export function yiYuanText(fen: bigint): string {
  return decimalText(fen, 10);
}

/** Reads a plain decimal as a count of its last permitted decimal; the text never passes through a float. */
export function parsePositiveDecimal(text: string, { subject, decimals, below, orZero = false }: DecimalBounds): bigint {
  const problem = (what: string) => new Problem(`${subject}_${what}`, { value: excerpt(text), decimals, below: decimalText(below, decimals) });

  const match = PLAIN_DECIMAL.exec(text);
  if (match === null) throw problem('MALFORMED');

  const [, sign = '', integer = '', fraction = ''] = match;
  if (fraction.length > decimals) throw problem('TOO_PRECISE');

  const digits = integer + fraction.padEnd(decimals, '0');
  if (orZero && sign === '-') throw problem('NEGATIVE');
  if (!orZero && (sign === '-' || /^0+$/.test(digits))) throw problem('NOT_POSITIVE');

  // The length is compared first because turning millions of digits into a bigint is slow enough to be an attack.
  if (digits.length > below.toString().length || BigInt(digits) >= below) throw problem('TOO_LARGE');
  return BigInt(digits);
}

/** A count of 10^-decimals as exact decimal text, without trailing zeros. */
export function decimalText(units: bigint, decimals: number): string {
  return decimals === 0 ? units.toString() : fixedDecimalText(units, decimals).replace(/\.?0+$/, '');
}

function fixedDecimalText(units: bigint, decimals: number): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
