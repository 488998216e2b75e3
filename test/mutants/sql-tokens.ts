/** What a piece of SQL is made of, as far as mutating it needs to know. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'symbol' | 'hole';
  /** As it stands; words in lower case. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Stands for each character of what is put into a template, whose length it keeps. */
export const HOLE = '\u0001';

const TAGGED_BODY = /\$([a-z_]+)\$[\s\S]*?\$\1\$/y;
const PATTERNS: readonly (readonly [Token['kind'] | 'blank', RegExp])[] = [
  ['blank', /\s+|--[^\n]*|\/\*[\s\S]*?\*\//y],
  ['hole', new RegExp(`${HOLE}+`, 'y')],
  ['string', /(?:[xXeEbB]|U&)?'(?:[^']|'')*'/y],
  // What is a text to be executed is not looked into; the body of a function is.
  ['string', TAGGED_BODY],
  ['symbol', /\$\$/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['word', /\$\d+|[A-Za-z_][A-Za-z0-9_$]*|"[^"]*"/y],
  ['symbol', /:=|=>|<>|!=|<=|>=|->>|->|\|\||&&|@>|<@|::|!~|[\s\S]/y],
];

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const [kind, end] = next(text, at);
    if (kind !== 'blank') {
      const found = text.slice(at, end);
      tokens.push({ kind, text: kind === 'word' ? found.toLowerCase() : found, start: at, end });
    }
    at = end;
  }
  return tokens;
}

function next(text: string, at: number): readonly [Token['kind'] | 'blank', number] {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return [kind, pattern.lastIndex];
  }
  throw new Error(`Expected SQL at ${at}, got "${text.slice(at, at + 20)}"`);
}
