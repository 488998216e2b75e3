import { closingOf, endOfCondition, operandsAround } from './sql-extents.js';
import type { Token } from './sql-tokens.js';

/** One change of a text. */
export interface Change {
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

const COMPARISONS: Readonly<Record<string, readonly string[]>> = {
  '=': ['<>'],
  '<>': ['='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '@>': ['<@'],
};
const ARITHMETIC: Readonly<Record<string, string>> = { '+': '-', '-': '+', '*': '/', '/': '*' };
const FUNCTIONS: Readonly<Record<string, string>> = {
  least: 'greatest',
  greatest: 'least',
  min: 'max',
  max: 'min',
  sum: 'max',
  any: 'all',
  all: 'any',
  bool_or: 'bool_and',
  bool_and: 'bool_or',
};
const STATEMENTS = new Set(['raise', 'perform', 'insert', 'update', 'delete', 'execute', 'call']);
const KEYWORDS = new Set('select return then else when and or not in by case where from on values set limit offset returning'.split(' '));

/** Every change of these tokens by the operators that Stryker has for TypeScript, and by those that only SQL has. */
export function changesOf(tokens: readonly Token[]): Change[] {
  const at = (index: number): string => tokens[index]?.text ?? '';
  const span = (from: number, to: number) => ({ start: (tokens[from] as Token).start, end: (tokens[to - 1] as Token).end });
  /** From where the token before ends to where the last one does, so that no blank is left twice. */
  const removed = (operator: string, from: number, to: number): Change => ({ operator, ...span(from, to), replacement: '' });

  return tokens.flatMap((token, index): Change[] => {
    const { kind, text, start, end } = token;
    const instead = (operator: string, replacement: string): Change => ({ operator, start, end, replacement });
    if (kind === 'number') return isPlainNumber(tokens, index) ? [instead('number', String(BigInt(text.split('.')[0] ?? '0') + 1n))] : [];
    if (kind === 'string') return listMember(tokens, index) ? [removed('list member', ...(listMember(tokens, index) as [number, number]))] : [];
    if (kind === 'symbol') {
      // What an error is given along is no comparison.
      if (text === '=' && ['errcode', 'constraint', 'detail', 'hint', 'table', 'column'].includes(at(index - 1))) return [];
      const compared = (COMPARISONS[text] ?? []).map((other) => instead('comparison', other));
      const isBinary = isOperand(tokens[index - 1]);
      if (text === '-' && !isBinary) return [instead('sign', '')];
      return ARITHMETIC[text] !== undefined && isBinary ? [instead('arithmetic', ARITHMETIC[text])] : compared;
    }
    if (kind !== 'word') return [];
    switch (text) {
      case 'and':
      case 'or': {
        if (at(index - 1) === 'create' || isOfBetween(tokens, index)) return [];
        const { from, to } = operandsAround(tokens, index);
        const isFirst = at(from - 1) !== text;
        const isOfEvents = ['insert', 'update', 'delete', 'truncate'].includes(at(index + 1));
        return [
          ...(isOfEvents ? [] : [instead('logic', text === 'and' ? 'or' : 'and')]),
          removed('operand dropped', index, to),
          ...(isFirst ? [removed('operand dropped', from, index + 1)] : []),
        ];
      }
      case 'not':
        return ['null', 'distinct', 'valid', 'deferrable'].includes(at(index + 1)) || (at(index - 1) === 'if' && at(index + 2) !== '(')
          ? []
          : [removed('negation', index, index + 1)];
      case 'is':
        return at(index + 1) === 'not' ? [{ operator: 'negation', ...span(index, index + 2), replacement: 'is' }] : [instead('negation', 'is not')];
      case 'exists':
      case 'in':
        return at(index + 1) === '(' && at(index - 1) !== 'not' ? [instead('negation', `not ${text}`)] : [];
      case 'like':
        return at(index - 1) === 'not' ? [] : [instead('negation', 'not like')];
      case 'true':
      case 'false':
        return [instead('boolean', text === 'true' ? 'false' : 'true')];
      case 'coalesce': {
        const comma = lastComma(tokens, index + 1);
        return comma === null ? [] : [removed('default dropped', comma, closingOf(tokens, index + 1))];
      }
      case 'distinct':
        return at(index - 1) === '(' || at(index - 1) === 'select' ? [removed('distinct', index, index + 1)] : [];
      case 'left':
        return at(index + 1) === 'join' ? [removed('outer join', index, index + 1)] : [];
      case 'if':
      case 'elsif':
      case 'where':
      case 'having': {
        if ((text === 'if' && ['exists', ';', ''].includes(at(index + 1))) || at(index - 1) === 'end') return [];
        if (text === 'if' && at(index + 1) === 'not' && at(index + 2) === 'exists' && at(index + 3) !== '(') return [];
        const to = endOfCondition(tokens, index + 1);
        if (to <= index + 1) return [];
        const condition = { operator: 'condition', ...span(index + 1, to) };
        return text === 'if' || text === 'elsif' || text === 'where'
          ? ['true', 'false'].map((replacement) => ({ ...condition, replacement }))
          : [{ ...condition, replacement: 'true' }];
      }
      case 'using':
      case 'check':
        return conditionInBrackets(tokens, index);
      default:
        if (FUNCTIONS[text] !== undefined && at(index + 1) === '(') return [instead('function', FUNCTIONS[text])];
        return isStatement(tokens, index) ? [{ operator: 'statement', ...span(index, endOfStatement(tokens, index)), replacement: 'null' }] : [];
    }
  });
}

/** The conditions of policies. A check of a table is dropped as a whole, see sql-definitions.ts. */
function conditionInBrackets(tokens: readonly Token[], index: number): Change[] {
  const isOfPolicy = tokens[index]?.text === 'using' ? /^(xieshou_app|\))$/.test(tokens[index - 1]?.text ?? '') : tokens[index - 1]?.text === 'with';
  if (tokens[index + 1]?.text !== '(' || !isOfPolicy) return [];
  const close = closingOf(tokens, index + 1);
  const [start, end] = [(tokens[index + 1] as Token).end, (tokens[close] as Token).start];
  return ['true', 'false'].map((replacement) => ({ operator: 'condition', start, end, replacement }));
}

function isOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  return token.kind === 'word' ? !KEYWORDS.has(token.text) : token.kind !== 'symbol' || [')', ']'].includes(token.text);
}

/** Neither the length of a type nor the position of a column. */
function isPlainNumber(tokens: readonly Token[], index: number): boolean {
  let before = index - 1;
  while ([',', ''].includes(tokens[before]?.text ?? '?') || tokens[before]?.kind === 'number') before -= 1;
  const opened = tokens[before]?.text === '(' ? (tokens[before - 1]?.text ?? '') : '';
  return tokens[before]?.text !== 'by' && !['numeric', 'varchar', 'char'].includes(opened);
}

/** The tokens to take away for a text that is one of several in brackets. */
function listMember(tokens: readonly Token[], index: number): [number, number] | null {
  const [before, after] = [tokens[index - 1]?.text ?? '', tokens[index + 1]?.text ?? ''];
  let opening = index;
  while (opening > 0 && (tokens[opening]?.kind === 'string' || tokens[opening]?.text === ',')) opening -= 1;
  const named = tokens[opening - 1]?.text;
  if (!(tokens[opening]?.text === '(' && named === 'in') && !(tokens[opening]?.text === '[' && named === 'array')) return null;
  if (before === ',') return [index - 1, index + 1];
  return after === ',' ? [index, index + 2] : null;
}

function lastComma(tokens: readonly Token[], opening: number): number | null {
  const close = closingOf(tokens, opening);
  let depth = 0;
  for (let index = close - 1; index > opening; index -= 1) {
    const text = tokens[index]?.text ?? '';
    if (text === ')' || text === ']') depth += 1;
    if (text === '(' || text === '[') depth -= 1;
    if (text === ',' && depth === 0) return index;
  }
  return null;
}

/** The `and` of `between … and …`. */
function isOfBetween(tokens: readonly Token[], index: number): boolean {
  for (let before = index - 1; before > index - 12 && before >= 0; before -= 1) {
    const text = tokens[before]?.text ?? '';
    if (text === 'between') return true;
    if (['and', 'or', 'where', '(', ';'].includes(text)) return false;
  }
  return false;
}

/** A statement in a function's body whose absence still leaves one. */
function isStatement(tokens: readonly Token[], index: number): boolean {
  const isFirst = [';', 'then', 'else', 'begin', 'loop'].includes(tokens[index - 1]?.text ?? '') && isInBody(tokens, index);
  const isAssignment = tokens[index + 1]?.text === ':=' || (tokens[index + 1]?.text === '.' && tokens[index + 3]?.text === ':=');
  return isFirst && (isAssignment || STATEMENTS.has(tokens[index]?.text ?? ''));
}

function isInBody(tokens: readonly Token[], index: number): boolean {
  let marks = 0;
  for (let before = 0; before < index; before += 1) if (tokens[before]?.text === '$$') marks += 1;
  return marks % 2 === 1;
}

function endOfStatement(tokens: readonly Token[], index: number): number {
  let end = index;
  while (end < tokens.length && tokens[end]?.text !== ';') end += 1;
  return end;
}
