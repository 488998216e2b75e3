import type { Token } from './sql-tokens.js';

const OPENING = ['(', '['];
const CLOSING = [')', ']'];

/** Words between which a condition stands; what is meant by them inside brackets or between `case` and `end` does not count. */
const BEFORE = new Set(
  'where on when if elsif while then else select return returning having set begin values before after exit filter using distinct loop declare'.split(
    ' ',
  ),
);
const AFTER = new Set(
  'then else end when where group order limit offset having union intersect except returning loop for on join left inner cross as window with execute from do'.split(
    ' ',
  ),
);
const STOPS = new Set([',', ';', ':=', '$$']);

/** Where the operand that ends before the token begins, and where the one that begins behind it ends (exclusive), by the index of their tokens. */
export function operandsAround(tokens: readonly Token[], at: number): { readonly from: number; readonly to: number } {
  const stops = tokens[at]?.text === 'and' ? ['and', 'or'] : ['or'];
  return { from: beginning(tokens, at, stops), to: ending(tokens, at + 1, stops) };
}

/** Where the condition that begins with this token ends, exclusive. */
export function endOfCondition(tokens: readonly Token[], from: number): number {
  return ending(tokens, from, []);
}

/** The index of the bracket that closes this one. */
export function closingOf(tokens: readonly Token[], opening: number): number {
  let depth = 0;
  for (let index = opening; index < tokens.length; index += 1) {
    const { text } = tokens[index] as Token;
    if (OPENING.includes(text)) depth += 1;
    if (CLOSING.includes(text)) depth -= 1;
    if (depth === 0) return index;
  }
  return tokens.length;
}

function beginning(tokens: readonly Token[], at: number, stops: readonly string[]): number {
  let depth = 0;
  let index = at;
  for (; index > 0; index -= 1) {
    const { text } = tokens[index - 1] as Token;
    if (CLOSING.includes(text) || text === 'end') depth += 1;
    else if (OPENING.includes(text) || text === 'case') {
      if (depth === 0) break;
      depth -= 1;
    } else if (depth === 0 && (STOPS.has(text) || (BEFORE.has(text) && !isOfDistinct(tokens, index - 1)) || stops.includes(text))) break;
  }
  return index;
}

function ending(tokens: readonly Token[], from: number, stops: readonly string[]): number {
  let depth = 0;
  let index = from;
  for (; index < tokens.length; index += 1) {
    const { text } = tokens[index] as Token;
    if (OPENING.includes(text) || text === 'case') depth += 1;
    else if (depth > 0 && (CLOSING.includes(text) || text === 'end')) depth -= 1;
    else if (depth === 0) {
      if (CLOSING.includes(text) || STOPS.has(text) || stops.includes(text) || (AFTER.has(text) && !isOfDistinct(tokens, index))) break;
    }
  }
  return index;
}

/** A word of `is [not] distinct from`. */
function isOfDistinct(tokens: readonly Token[], index: number): boolean {
  const [before, word] = [tokens[index - 1]?.text, tokens[index]?.text];
  return word === 'distinct' ? before === 'is' || before === 'not' : word === 'from' && before === 'distinct';
}
