import { excerpt, Problem } from '../errors/problem.js';
import { decimalText } from './fen.js';

/** An exact part of a whole: `parts / whole`, never a float, so that three thirds are one. */
export interface Share {
  readonly parts: bigint;
  readonly whole: bigint;
}

const MAX_WHOLE = 10n ** 9n;
// The shares are stored over it, and an amount times it is still quickly divided.
const MAX_COMMON_WHOLE = 10n ** 15n;
const PERCENT_DECIMALS = 4;
const PERCENT_WHOLE = 100n * 10n ** BigInt(PERCENT_DECIMALS);

// Longer than any share within the bounds; it spares us huge bigints.
const MAX_TEXT_LENGTH = 40;
const FRACTION = /^(-?(?:0|[1-9][0-9]*))\/([1-9][0-9]*)$/;
const PERCENTAGE = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]{1,4}))?%$/;

/**
 * Reads "1/3" or "33.34%" (at most 4 decimals) as a reduced share above 0 and at most 1; a denominator is at most 10^9.
 *
 * A bare "33.34" is refused, as nobody could say whether "1" were 1 % or all of it.
 * Throws a Problem: SHARE_MALFORMED or SHARE_OUT_OF_RANGE.
 */
export function parseShare(text: string): Share {
  const share = text.length > MAX_TEXT_LENGTH ? null : (readFraction(text) ?? readPercentage(text));
  if (share === null) throw new Problem('SHARE_MALFORMED', { value: excerpt(text) });
  if (!isWithinWhole(share) || share.whole > MAX_WHOLE) throw new Problem('SHARE_OUT_OF_RANGE', { value: text });
  return reduced(share);
}

/** "50%" where a percentage with at most 4 decimals is exact, "1/3" where it is not. */
export function shareText(share: Share): string {
  const { parts, whole } = reduced(share);
  const scaled = parts * PERCENT_WHOLE;
  return scaled % whole === 0n ? `${decimalText(scaled / whole, PERCENT_DECIMALS)}%` : `${parts}/${whole}`;
}

/**
 * The shares over their least common denominator, in the order given.
 *
 * Throws a Problem: SHARES_TOO_FINE where that is above 10^15; SHARES_NOT_WHOLE, with their sum as exact text, unless they
 * sum to exactly 1; SHARE_OUT_OF_RANGE for one that `parseShare` never gives.
 */
export function commonShares(shares: readonly Share[]): Share[] {
  const outside = shares.find((share) => !isWithinWhole(share));
  if (outside !== undefined) throw new Problem('SHARE_OUT_OF_RANGE', { value: `${outside.parts}/${outside.whole}` });

  const whole = shares.map(reduced).reduce((multiple, share) => boundedMultiple(multiple, share.whole), 1n);
  const common = shares.map((share) => ({ parts: (share.parts * whole) / share.whole, whole }));

  const parts = sum(common.map((share) => share.parts));
  if (parts !== whole) throw new Problem('SHARES_NOT_WHOLE', { sum: shareText({ parts, whole }) });
  return common;
}

/**
 * Splits an amount in proportion to the weights, so that the parts sum exactly to it and each is within 1 of its exact value.
 *
 * What the floors leave over goes one by one to the largest remainders; of equal remainders the earlier part comes first.
 */
export function splitByLargestRemainder(amount: bigint, weights: readonly bigint[]): bigint[] {
  assertSplittable(amount, weights);
  const total = sum(weights);
  const floors = weights.map((weight) => (amount * weight) / total);
  const remainders = weights.map((weight) => (amount * weight) % total);
  const receivers = indicesOfLargest(remainders, amount - sum(floors));
  return floors.map((floor, index) => (receivers.has(index) ? floor + 1n : floor));
}

/**
 * Splits an amount over rows and columns at once, as over places and sectors. Both margins are exactly what
 * `splitByLargestRemainder` gives, so that a figure by place and the same figure by sector agree to the fen.
 *
 * Every cell starts from its floor; then each row hands what it still owes to the columns that lack most, one each. This is
 * the greedy construction of a 0-1 matrix with given margins (Gale and Ryser, 1957). Seldom there is no such matrix, and
 * then a cell gets a second one: exact margins come before the last fen of a cell.
 */
export function splitGrid(amount: bigint, rowWeights: readonly bigint[], columnWeights: readonly bigint[]): bigint[][] {
  const rowTotals = splitByLargestRemainder(amount, rowWeights);
  const scale = sum(rowWeights) * sum(columnWeights);
  const floors = rowWeights.map((row) => columnWeights.map((column) => (amount * row * column) / scale));

  let lacking = floors.reduce<bigint[]>(subtract, splitByLargestRemainder(amount, columnWeights));
  return floors.map((cells, index) => {
    const extras = handOut((rowTotals[index] ?? 0n) - sum(cells), lacking);
    lacking = subtract(lacking, extras);
    return add(cells, extras);
  });
}

/** What each column gets of the amount owed: one each to those that lack most, and again if that was not enough. */
function handOut(owed: bigint, lacking: readonly bigint[]): bigint[] {
  const receivers = indicesOfLargest(lacking, owed);
  const extras = lacking.map((lack, index) => (lack > 0n && receivers.has(index) ? 1n : 0n));
  const left = owed - sum(extras);
  return left === 0n ? extras : add(extras, handOut(left, subtract(lacking, extras)));
}

function readFraction(text: string): Share | null {
  const [, parts, whole] = FRACTION.exec(text) ?? [];
  return parts === undefined || whole === undefined ? null : { parts: BigInt(parts), whole: BigInt(whole) };
}

function readPercentage(text: string): Share | null {
  const [, sign = '', integer, fraction = ''] = PERCENTAGE.exec(text) ?? [];
  return integer === undefined ? null : { parts: BigInt(sign + integer + fraction.padEnd(PERCENT_DECIMALS, '0')), whole: PERCENT_WHOLE };
}

function isWithinWhole({ parts, whole }: Share): boolean {
  return parts > 0n && parts <= whole;
}

function reduced({ parts, whole }: Share): Share {
  const divisor = greatestCommonDivisor(parts, whole);
  return { parts: parts / divisor, whole: whole / divisor };
}

/** A wrong weight is a mistake of the caller's code and not of whoever sent the request, hence no Problem. */
function assertSplittable(amount: bigint, weights: readonly bigint[]): void {
  if (amount < 0n) throw new RangeError(`Expected an amount of at least 0 to split, got ${amount}`);
  if (weights.some((weight) => weight < 0n) || sum(weights) === 0n) {
    throw new RangeError(`Expected weights of at least 0 and one above 0, got [${weights.join(', ')}]`);
  }
}

/** The indices of the `count` largest values; of equal values the earlier, because the sort is stable. */
function indicesOfLargest(values: readonly bigint[], count: bigint): Set<number> {
  const ranked = [...values.entries()].sort(([, a], [, b]) => (a === b ? 0 : a < b ? 1 : -1));
  return new Set(ranked.slice(0, Number(count)).map(([index]) => index));
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

function add(left: readonly bigint[], right: readonly bigint[]): bigint[] {
  return left.map((value, index) => value + (right[index] ?? 0n));
}

function subtract(left: readonly bigint[], right: readonly bigint[]): bigint[] {
  return left.map((value, index) => value - (right[index] ?? 0n));
}

/** In a loop, because every step of a recursion would stay on the stack. */
function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [divisor, rest] = [left, right];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return divisor;
}

/** The least common multiple. It is refused as soon as it passes the bound, or each further share would make it longer. */
function boundedMultiple(left: bigint, right: bigint): bigint {
  const multiple = (left / greatestCommonDivisor(left, right)) * right;
  if (multiple > MAX_COMMON_WHOLE) throw new Problem('SHARES_TOO_FINE');
  return multiple;
}
