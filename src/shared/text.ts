export type TextProblem =
  | 'TEXT_EMPTY'
  | 'TEXT_TOO_LONG'
  | 'TEXT_CONTROL_CHARACTER'
  | 'TEXT_INVISIBLE_CHARACTER'
  | 'TEXT_BIDIRECTIONAL_CONTROL'
  | 'TEXT_LONE_SURROGATE';

export type SearchProblem = TextProblem | 'SEARCH_WITHOUT_LETTER';

/** The most code points a search may have. */
export const MAX_SEARCH_LENGTH = 100;

/**
 * Characters that no name holds, in the order they are reported. They are named by Unicode properties (UAX 44) rather than
 * listed, so that those of later versions are covered.
 *
 * Invisible are the zero width ones with the joiners, soft hyphen, fillers and tags. Variation selectors stay, as they choose
 * a form that is seen (emoji, ideographs, Mongolian); interlinear annotation marks are added, as the property lacks them.
 */
const REFUSED: readonly (readonly [TextProblem, RegExp])[] = [
  ['TEXT_LONE_SURROGATE', /\p{Surrogate}/u],
  ['TEXT_CONTROL_CHARACTER', /[\p{Control}\u2028\u2029]/u],
  ['TEXT_BIDIRECTIONAL_CONTROL', /\p{Bidi_Control}/u],
  ['TEXT_INVISIBLE_CHARACTER', /(?!\p{Variation_Selector})\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFB]/u],
];

const UNSEEN = new RegExp(REFUSED.map(([, { source }]) => source).join('|'), 'gu');

/** A text with a mark for each character that no name holds, so that who reads it sees that something is there, and nothing else is moved by it. */
export function withUnseenShown(text: string): string {
  return text.replaceAll(UNSEEN, '\uFFFD');
}

// U+2800 is the braille blank: no whitespace by its property, but nothing is seen.
const VISIBLE = /[^\s\p{Variation_Selector}\u2800]/u;
const LETTER_OR_DIGIT = /[\p{Letter}\p{Number}]/u;

// An emoji may be several that are joined, or a flag that is spelt in tags, by characters that are refused elsewhere. It is seen as one.
const MAY_JOIN = /[\u200D\u{E0020}-\u{E007F}]/u;
const EMOJI = /\p{RGI_Emoji}/gv;

/** The form in which text is stored and compared: NFC, without outer whitespace (the ideographic space is whitespace). */
export function normaliseText(text: string): string {
  return text.normalize('NFC').trim();
}

/** What keeps a text from being a name of at most `max` code points, or null. Counted is the normal form, which is stored. */
export function nameProblem(text: string, { max }: { max: number }): TextProblem | null {
  const beside = MAY_JOIN.test(text) ? text.replaceAll(EMOJI, ' ') : text;
  const refused = REFUSED.find(([, pattern]) => pattern.test(beside));
  if (refused !== undefined) return refused[0];

  const stored = normaliseText(text);
  if (!VISIBLE.test(stored)) return 'TEXT_EMPTY';
  return [...stored].length > max ? 'TEXT_TOO_LONG' : null;
}

/** What keeps a text from being searched for, or null. Without a letter or a digit ("%") it says nothing about what to find. */
export function searchProblem(text: string): SearchProblem | null {
  return nameProblem(text, { max: MAX_SEARCH_LENGTH }) ?? (LETTER_OR_DIGIT.test(text) ? null : 'SEARCH_WITHOUT_LETTER');
}

/** Makes a text stand for itself in a LIKE pattern under the default escape character. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/**
 * Every single character and every pair of neighbours, once each and in code unit order: what a name is indexed by.
 * Chinese has no spaces to break words at, and most of its words are two characters.
 *
 * Case and whitespace are taken out first, so that pairs reach over word boundaries, in the name and in the search alike.
 */
export function textGrams(text: string): string[] {
  const characters = foldedCharacters(text);
  return uniqueSorted([...characters, ...pairs(characters)]);
}

/** What a text must have to contain the search: its pairs, which imply its single characters; for one character, that one. */
export function searchGrams(text: string): string[] {
  const characters = foldedCharacters(text);
  return uniqueSorted(characters.length === 1 ? characters : pairs(characters));
}

function foldedCharacters(text: string): string[] {
  const characters = [...text.normalize('NFC').replace(/\s/gu, '')];
  // One by one, because lower case otherwise depends on neighbours (a final Σ), and a part would fold differently from the whole.
  return [
    ...characters
      .map((character) => character.toLowerCase())
      .join('')
      .normalize('NFC'),
  ];
}

function pairs(characters: readonly string[]): string[] {
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

function uniqueSorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
