import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeLike, nameProblem, normaliseText, searchGrams, searchProblem, textGrams } from '../../src/shared/text.js';

function character(codePoint: number): string {
  return String.fromCodePoint(codePoint);
}

describe('a name', () => {
  it.each([
    '泸水市',
    '𠮷林',
    'བོད་ལྗོངས།',
    'شىنجاڭ',
    'Shanghai Pudong',
    '🌾',
    '❤\uFE0F',
    '🇨🇳',
    '👍🏽',
    '👩🏽\u200D🌾',
    '👨\u200D👩\u200D👧 之家',
    '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
    'é',
    'e\u0301',
    '葛\u{E0100}城',
    'O’Neill & Co. (50%)',
    '\u3000 泸水\u3000',
  ])('may be %j', (text) => {
    expect(nameProblem(text, { max: 40 })).toBeNull();
  });

  it.each(['', ' ', '\u3000\u00A0', '\uFE0F', '\u2800'])('is not %j, in which nothing is seen', (text) => {
    expect(nameProblem(text, { max: 40 })).toBe('TEXT_EMPTY');
  });

  it('is counted in code points of its normal form', () => {
    expect(nameProblem('𠮷'.repeat(5), { max: 5 })).toBeNull();
    expect(nameProblem('e\u0301'.repeat(5), { max: 5 })).toBeNull();
    expect(nameProblem(` ${'a'.repeat(5)} `, { max: 5 })).toBeNull();
    expect(nameProblem('a'.repeat(6), { max: 5 })).toBe('TEXT_TOO_LONG');
    // U+0958 is one code point that normalises to two.
    expect(nameProblem('\u0958'.repeat(3), { max: 5 })).toBe('TEXT_TOO_LONG');
  });

  it.each([0x00, 0x09, 0x0a, 0x0d, 0x1b, 0x7f, 0x80, 0x85, 0x9f, 0x2028, 0x2029])('holds no control character %#', (codePoint) => {
    expect(nameProblem(`泸${character(codePoint)}水`, { max: 40 })).toBe('TEXT_CONTROL_CHARACTER');
  });

  it.each([
    0xad, 0x34f, 0x115f, 0x180e, 0x200b, 0x200c, 0x200d, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0x3164, 0xfeff, 0xfff9, 0xe0001, 0xe0041, 0xe007f,
  ])('holds no invisible character %#', (codePoint) => {
    expect(nameProblem(`泸${character(codePoint)}水`, { max: 40 })).toBe('TEXT_INVISIBLE_CHARACTER');
    expect(nameProblem(character(codePoint), { max: 40 })).toBe('TEXT_INVISIBLE_CHARACTER');
  });

  it.each(['泸\u200D水', '👩\u200D', '\u200D👩\u200D🌾', '👩\u200D水', '👩\u200D\u200D🌾', '泸\u{E0067}\u{E007F}'])(
    'holds nothing that joins but within an emoji: %j',
    (text) => {
      expect(nameProblem(text, { max: 40 })).toBe('TEXT_INVISIBLE_CHARACTER');
    },
  );

  it.each([0x61c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069])(
    'holds no bidirectional control %#',
    (codePoint) => {
      expect(nameProblem(`泸${character(codePoint)}水`, { max: 40 })).toBe('TEXT_BIDIRECTIONAL_CONTROL');
    },
  );

  it.each(['\uD842', '\uDFB7', '泸\uD842水', '\uDFB7\uD842'])('holds no lone surrogate', (text) => {
    expect(nameProblem(text, { max: 40 })).toBe('TEXT_LONE_SURROGATE');
  });
});

describe('normalising text', () => {
  it('composes and trims, the ideographic space included', () => {
    expect(normaliseText('\u3000 e\u0301 a \u00A0')).toBe('é a');
  });

  it('changes nothing the second time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => normaliseText(normaliseText(text)) === normaliseText(text)));
  });
});

describe('a search', () => {
  it.each(['泸', '7', '%a', '𠮷', 'a_b', 'བོད'])('may be %j', (text) => {
    expect(searchProblem(text)).toBeNull();
  });

  it.each(['%', '_%', '\\', '🌾', '——', '\u0301'])('is not %j, without a letter or a digit', (text) => {
    expect(searchProblem(text)).toBe('SEARCH_WITHOUT_LETTER');
  });

  it.each([
    ['', 'TEXT_EMPTY'],
    ['a'.repeat(101), 'TEXT_TOO_LONG'],
    ['a\0', 'TEXT_CONTROL_CHARACTER'],
    ['a\u200B', 'TEXT_INVISIBLE_CHARACTER'],
  ])('is not %j either: %s', (text, problem) => {
    expect(searchProblem(text)).toBe(problem);
  });
});

describe('escaping for LIKE', () => {
  it('leaves no wildcard and no escape character on its own', () => {
    expect(escapeLike('50%_\\x')).toBe('50\\%\\_\\\\x');
  });

  it('is undone by taking each escape away', () => {
    const text = fc.string({ unit: fc.constantFrom('\\', '%', '_', 'a', '泸') });
    fc.assert(
      fc.property(text, (given) => {
        expect(escapeLike(given)).toMatch(/^(?:[^\\%_]|\\[\\%_])*$/);
        expect(escapeLike(given).replace(/\\(.)/g, '$1')).toBe(given);
      }),
    );
  });
});

describe('the grams of a text', () => {
  it('are its characters and its pairs, once each, sorted', () => {
    expect(textGrams('泸水')).toEqual(['水', '泸', '泸水']);
    expect(textGrams('aAa')).toEqual(['a', 'aa']);
  });

  it('are by code point, composed, without case and whitespace', () => {
    expect(textGrams('𠮷林')).toEqual(['林', '𠮷', '𠮷林']);
    expect(textGrams('E\u0301')).toEqual(['é']);
    expect(textGrams('A \u3000B')).toEqual(['a', 'ab', 'b']);
    expect(textGrams(' ')).toEqual([]);
  });

  it('for a search are the pairs, or the one character', () => {
    expect(searchGrams('泸水市')).toEqual(['水市', '泸水']);
    expect(searchGrams('泸')).toEqual(['泸']);
    expect(searchGrams('')).toEqual([]);
  });

  it('of a text hold all that a part of it is searched by', () => {
    const unit = fc.constantFrom(...'泸水𠮷aBÉΣςσИ7 \u3000%བོد');
    const textAndPart = fc
      .tuple(fc.array(unit, { maxLength: 12 }), fc.nat({ max: 12 }), fc.nat({ max: 12 }))
      .map(([characters, from, to]) => ({ text: characters.join(''), part: characters.slice(from, to).join('') }));
    fc.assert(
      fc.property(textAndPart, ({ text, part }) => {
        expect(textGrams(text)).toEqual(expect.arrayContaining(searchGrams(part)));
      }),
      { numRuns: 500 },
    );
  });
});
