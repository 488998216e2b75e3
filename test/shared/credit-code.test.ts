import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CREDIT_CODE_ALPHABET, creditCodeCheckCharacter, creditCodeProblem, normaliseCreditCode } from '../../src/shared/credit-code.js';

const character = fc.constantFrom(...CREDIT_CODE_ALPHABET);
const first17 = fc.string({ unit: character, minLength: 17, maxLength: 17 });
const code = first17.map((body) => body + creditCodeCheckCharacter(body));

// The standard's own formula, weights written out (GB 32100-2015, table 3), to check the shorter way of the code.
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

function checkCharacterByTable(body: string): string {
  const weightedSum = WEIGHTS.reduce((total, weight, index) => total + weight * CREDIT_CODE_ALPHABET.indexOf(body.charAt(index)), 0);
  return CREDIT_CODE_ALPHABET.charAt((31 - (weightedSum % 31)) % 31);
}

describe('the check character of a credit code', () => {
  it('is the one of the standard', () => {
    fc.assert(fc.property(first17, (body) => creditCodeCheckCharacter(body) === checkCharacterByTable(body)));
  });

  it('is 0 where the remainder is 0', () => {
    expect(creditCodeCheckCharacter('0'.repeat(17))).toBe('0');
  });

  it.each(['', '0'.repeat(16), '0'.repeat(18), `${'0'.repeat(16)}I`, `${'0'.repeat(16)}a`])('is refused for %j', (body) => {
    expect(() => creditCodeCheckCharacter(body)).toThrow(expect.objectContaining({ code: 'CREDIT_CODE_MALFORMED' }));
  });
});

describe('a credit code', () => {
  it('is right with its check character', () => {
    fc.assert(fc.property(code, (text) => creditCodeProblem(text) === null));
  });

  // 31 is prime and no weight is 0 modulo 31, so weight × (new − old) is not 0 modulo 31 either.
  it('is wrong after any change of one character', () => {
    fc.assert(
      fc.property(code, (text) => {
        for (const index of text.split('').keys()) {
          for (const other of CREDIT_CODE_ALPHABET.replace(text.charAt(index), '')) {
            expect(creditCodeProblem(text.slice(0, index) + other + text.slice(index + 1))).toBe('CREDIT_CODE_CHECK_CHARACTER');
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('is wrong after an exchange of two different neighbours', () => {
    fc.assert(
      fc.property(code, fc.nat({ max: 16 }), (text, index) => {
        const [left = '', right = ''] = text.slice(index, index + 2);
        fc.pre(left !== right);
        return creditCodeProblem(text.slice(0, index) + right + left + text.slice(index + 2)) === 'CREDIT_CODE_CHECK_CHARACTER';
      }),
    );
  });

  it.each([...'IOSVZ', '-', ' ', '\uFF10', 'ſ'])('is malformed with %j', (foreign) => {
    expect(creditCodeProblem(`${'0'.repeat(9)}${foreign}${'0'.repeat(8)}`)).toBe('CREDIT_CODE_MALFORMED');
  });

  it.each([0, 17, 19])('is malformed with %d characters', (length) => {
    expect(creditCodeProblem('0'.repeat(length))).toBe('CREDIT_CODE_MALFORMED');
  });

  it('is accepted in lower case once normalised', () => {
    fc.assert(fc.property(code, (text) => normaliseCreditCode(text.toLowerCase()) === text));
    expect(creditCodeProblem(`${'a'.repeat(17)}0`)).toBe('CREDIT_CODE_MALFORMED');
  });

  it('is changed by normalising in nothing but a to z', () => {
    expect(normaliseCreditCode(' aﬀſ-')).toBe(' Aﬀſ-');
  });
});
