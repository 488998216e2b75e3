import { decimalText, parsePositiveDecimal } from './money/fen.js';

const DECIMALS = 3;
const THOUSAND = 1000n;

/** A quantity is above 0 and below 10^12 of its unit. */
const MAX_THOUSANDTHS = 10n ** 12n * THOUSAND;

/**
 * Reads the quantity of an in-kind line, as "40" or "1.125", into thousandths of its unit.
 *
 * Throws a Problem: QUANTITY_MALFORMED, QUANTITY_TOO_PRECISE (a fourth decimal, even a zero), QUANTITY_NOT_POSITIVE or
 * QUANTITY_TOO_LARGE.
 */
export function parseQuantity(text: string): bigint {
  return parsePositiveDecimal(text, { subject: 'QUANTITY', decimals: DECIMALS, below: MAX_THOUSANDTHS });
}

/** The same of what may be nothing. Throws QUANTITY_NEGATIVE instead of QUANTITY_NOT_POSITIVE. */
export function parseQuantityOrZero(text: string): bigint {
  return parsePositiveDecimal(text, { subject: 'QUANTITY', decimals: DECIMALS, below: MAX_THOUSANDTHS, orZero: true });
}

/** Exact and without trailing zeros: "1.125", "40". */
export function quantityText(thousandths: bigint): string {
  return decimalText(thousandths, DECIMALS);
}

/** Quantity × unit value in fen. The one place where money is rounded: half up, to the fen. */
export function quantityValueFen(quantityThousandths: bigint, unitValueFen: bigint): bigint {
  if (quantityThousandths < 0n || unitValueFen < 0n) {
    const given = `${quantityThousandths} and ${unitValueFen}`;
    throw new RangeError(`Expected a quantity and a unit value of at least 0, got ${given}`);
  }
  return (quantityThousandths * unitValueFen + THOUSAND / 2n) / THOUSAND;
}
