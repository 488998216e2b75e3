import { readdirSync, readFileSync } from 'node:fs';
import { projectFile } from '../../src/shared/root.js';
import { type Mutant, mutantIn } from './mutant.js';
import { dropsOf, headOf, type StatementTokens, statementsIn } from './sql-definitions.js';
import { type Change, changesOf } from './sql-operators.js';
import { templatesIn } from './sql-templates.js';
import { type Token, tokensOf } from './sql-tokens.js';

export const MIGRATIONS = 'schema/migrations';

/** Statements without a rule in them: what makes a look-up quick, who may call what, and what mends rows of older versions, of which tests have none. */
const WITHOUT_RULES =
  /^(create (index|extension|sequence|schema)|comment on|grant|revoke|analyze|insert into|update|with|do|select|alter (function|index|sequence|view)|drop|call)\b/;

/** Every mutant of a migration, or of the SQL in a file of the program. */
export function sqlMutantsOf(file: string): Mutant[] {
  const text = readFileSync(projectFile(file), 'utf8');
  return file.startsWith(`${MIGRATIONS}/`) ? ofMigration(file, text) : ofProgram(file, text);
}

function ofMigration(file: string, text: string): Mutant[] {
  return statementsIn(tokensOf(text)).flatMap((statement) => {
    const head = headOf(statement);
    if (isReplaced(file, statement)) return [];
    const changes = [...dropsOf(statement), ...(WITHOUT_RULES.test(head) ? [] : changesOf(statement))];
    const [start, end] = [statement[0]?.start ?? 0, statement.at(-1)?.end];
    const mutated = (change: Change) => text.slice(start, change.start) + change.replacement + text.slice(change.end, end);
    return changes.map((change) => mutantIn(file, text, placeOf(text, statement), change, mutated(change)));
  });
}

function ofProgram(file: string, text: string): Mutant[] {
  return templatesIn(text).flatMap(({ start, text: template }) =>
    changesOf(tokensOf(template)).map((change) =>
      mutantIn(file, text, `line ${text.slice(0, start).split('\n').length}`, { ...change, start: change.start + start, end: change.end + start }),
    ),
  );
}

/** The first words of a statement, by which a reader finds it. */
function placeOf(text: string, statement: StatementTokens): string {
  const [first] = statement as [Token];
  return (text.slice(first.start).split(/[\n(]/)[0] ?? '').trim();
}

const NAMED =
  /^create (?:or replace )?(function|view|procedure) (\w+)|^(?:create|alter) (policy) (\w+) on (\w+)|^create (?:constraint )?(trigger) (\w+)/;

/** A later migration says it anew, so this text is history. */
function isReplaced(file: string, statement: StatementTokens): boolean {
  const name = nameOf(statement);
  return name !== null && laterNames(file).has(name);
}

function nameOf(statement: StatementTokens): string | null {
  const found = NAMED.exec(headOf(statement))
    ?.slice(1)
    .filter((part) => part !== undefined);
  return found === undefined ? null : found.join(' ');
}

const later = new Map<string, ReadonlySet<string>>();

function laterNames(file: string): ReadonlySet<string> {
  const known = later.get(file);
  if (known) return known;
  const files = readdirSync(projectFile(MIGRATIONS)).filter((name) => name.endsWith('.sql') && `${MIGRATIONS}/${name}` > file);
  const names = files.flatMap((name) =>
    statementsIn(tokensOf(readFileSync(projectFile(`${MIGRATIONS}/${name}`), 'utf8'))).flatMap((statement) => nameOf(statement) ?? []),
  );
  const found = new Set(names);
  later.set(file, found);
  return found;
}
