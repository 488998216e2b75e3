import { excerpt, Problem } from './errors/problem.js';

/** GB 32100-2015: digits and capitals without I, O, S, V and Z. The value of a character is its place here. */
export const CREDIT_CODE_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

const BODY = /^[0-9A-HJ-NP-RTUWXY]{17}$/;
const CODE = /^[0-9A-HJ-NP-RTUWXY]{18}$/;
const MODULUS = 31;
const BASE = 3;

export type CreditCodeProblem = 'CREDIT_CODE_MALFORMED' | 'CREDIT_CODE_CHECK_CHARACTER';

/**
 * The 18th character of a unified social credit code.
 *
 * With it, Σ value × weight ≡ 0 (mod 31), the weights being 3^0 … 3^16 and then 1. As 31 is prime and no weight is 0 modulo
 * 31, a change of one character changes the sum; as neighbouring weights differ, so does an exchange of two neighbours.
 */
export function creditCodeCheckCharacter(first17: string): string {
  if (!BODY.test(first17)) throw new Problem('CREDIT_CODE_MALFORMED', { value: excerpt(first17) });

  // Horner's rule from the last character; the remainder stays small at every step.
  const weightedSum = [...first17].reduceRight((rest, character) => (rest * BASE + CREDIT_CODE_ALPHABET.indexOf(character)) % MODULUS, 0);
  return CREDIT_CODE_ALPHABET.charAt((MODULUS - weightedSum) % MODULUS);
}

/** What is wrong with a code in its normal form, or null. */
export function creditCodeProblem(code: string): CreditCodeProblem | null {
  if (!CODE.test(code)) return 'CREDIT_CODE_MALFORMED';
  return creditCodeCheckCharacter(code.slice(0, 17)) === code.charAt(17) ? null : 'CREDIT_CODE_CHECK_CHARACTER';
}

/** Capitals for a to z and nothing else: `toUpperCase` would also turn the one character "ﬀ" into "FF". */
export function normaliseCreditCode(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}
