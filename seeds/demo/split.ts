import { splitByLargestRemainder } from '../../src/shared/money/share.js';

export const YUAN = 100n;
export const WAN_YUAN = 1_000_000n;

/** A total split by weights into whole units, at least one unit for each, summing exactly to the total. */
export function splitInUnits(total: bigint, unit: bigint, weights: readonly number[]): bigint[] {
  const units = total / unit - BigInt(weights.length);
  if (total % unit !== 0n || units < 0n) {
    throw new RangeError(`Expected at least ${weights.length} whole units of ${unit}, got ${total}`);
  }
  return splitByLargestRemainder(units, weights.map(BigInt)).map((more) => (more + 1n) * unit);
}

/** The same for things that are counted. */
export function splitCount(total: number, weights: readonly number[]): number[] {
  return splitInUnits(BigInt(total), 1n, weights).map(Number);
}
