import { HOLE } from './sql-tokens.js';

/** A template of SQL in a file of the program: where its text begins, and that text with holes for what is put in. */
export interface Template {
  readonly start: number;
  readonly text: string;
}

const TAG = /\bsql(?:<[^`]*?>)?`/g;

/** The templates with the tag `sql`, those that stand in others' holes by themselves. */
export function templatesIn(source: string): Template[] {
  return [...source.matchAll(TAG)].map(({ index, 0: tag }) => {
    const start = index + tag.length;
    return { start, text: textFrom(source, start) };
  });
}

function textFrom(source: string, start: number): string {
  let text = '';
  for (let at = start; at < source.length && source[at] !== '`'; ) {
    const end = source.startsWith('${', at) ? endOfHole(source, at + 2) : at + 1;
    text += end === at + 1 ? source[at] : HOLE.repeat(end - at);
    at = end;
  }
  return text;
}

/** Behind the brace that closes it. */
function endOfHole(source: string, from: number): number {
  let depth = 1;
  let at = from;
  for (; at < source.length && depth > 0; at += 1) {
    if (source[at] === '{') depth += 1;
    else if (source[at] === '}') depth -= 1;
    else if (source[at] === '`') at += 1 + textFrom(source, at + 1).length;
    else if (source[at] === "'") at = source.indexOf("'", at + 1);
  }
  return at;
}
