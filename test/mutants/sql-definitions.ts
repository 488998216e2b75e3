import { closingOf } from './sql-extents.js';
import type { Change } from './sql-operators.js';
import type { Token } from './sql-tokens.js';

/** What is left out as a whole: a guard that nobody put there. */
const DROPPED = /^(create (constraint )?trigger|create policy|create unique index|alter table \S+ enable row level security|call run_as_owner)\b/;

/** A statement of a migration: its tokens without the semicolon. */
export type StatementTokens = readonly Token[];

/** The statements of a migration, told apart outside of brackets and bodies. */
export function statementsIn(tokens: readonly Token[]): StatementTokens[] {
  const statements: Token[][] = [[]];
  let inBody = false;
  let inAtomic = false;
  tokens.forEach((token, index) => {
    const current = statements.at(-1) as Token[];
    if (token.text === '$$') inBody = !inBody;
    if (token.text === 'begin' && tokens[index + 1]?.text === 'atomic') inAtomic = true;
    if (inAtomic && token.text === 'end' && tokens[index + 1]?.text === ';' && isLineOfItsOwn(tokens, index)) inAtomic = false;
    if (token.text === ';' && !inBody && !inAtomic) statements.push([]);
    else current.push(token);
  });
  return statements.filter(({ length }) => length > 0);
}

/** How a statement begins, its words apart by one blank. */
export function headOf(statement: StatementTokens): string {
  return statement
    .slice(0, 8)
    .map(({ text }) => text)
    .join(' ');
}

/** The statement left out, and each check or constraint of its table. */
export function dropsOf(statement: StatementTokens): Change[] {
  const [first, last] = [statement[0] as Token, statement.at(-1) as Token];
  const whole = { start: first.start, end: last.end, replacement: 'select' };
  if (DROPPED.test(headOf(statement))) return [{ operator: 'definition dropped', ...whole }];
  return /^(create|alter) table/.test(headOf(statement)) ? statement.flatMap((_, index) => constraintAt(statement, index)) : [];
}

function constraintAt(statement: StatementTokens, index: number): Change[] {
  const at = (nth: number) => statement[nth]?.text ?? '';
  if (!['check', 'exclude', 'unique'].includes(at(index))) return [];
  const opening = statement.findIndex(({ text }, nth) => nth > index && text === '(');
  if (opening === -1) return [];
  let end = closingOf(statement, opening) + 1;
  // What an exclusion says behind its brackets belongs to it.
  while (end < statement.length && ![',', ')'].includes(at(end)) && at(index) === 'exclude')
    end = at(end) === '(' ? closingOf(statement, end) + 1 : end + 1;
  const isNamed = at(index - 2) === 'constraint';
  let from = isNamed ? index - 2 : index;
  const isAdded = at(from - 1) === 'add';
  if (isAdded) from -= 1;
  // An item of its own takes a comma with it.
  const [isAlone, isLast] = [[',', '('].includes(at(from - 1)), at(end) !== ','];
  if ((isAlone || isAdded) && !isLast) end += 1;
  else if (at(from - 1) === ',' && (isAlone || isAdded)) from -= 1;
  const [start, stop] = [statement[from] as Token, statement[end - 1] as Token];
  return [{ operator: 'constraint dropped', start: start.start, end: stop.end, replacement: '' }];
}

function isLineOfItsOwn(tokens: readonly Token[], index: number): boolean {
  return tokens[index - 1]?.text === ';';
}
