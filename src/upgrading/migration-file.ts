import { readdirSync, readFileSync } from 'node:fs';
import { projectFile } from '../shared/root.js';

/** A migration, as its file says it. */
export interface MigrationFile {
  readonly name: string;
  /** What its name begins with. A program's version is told by the greatest that it knows. */
  readonly number: number;
  /**
   * The oldest version that still works once this is done, by the newest migration which it knows. Null where that is any: such a migration
   * expands, and only one that contracts takes away what older versions need.
   */
  readonly needs: number | null;
  /** Whether all of it is done in one transaction or none of it. */
  readonly isWhole: boolean;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly statement: string;
  /** Done again and again, each time in a transaction of its own, until it gives no row. */
  readonly inBatches: boolean;
  /** Takes as long as it takes, and holds up nobody. */
  readonly concurrently: boolean;
}

/** What nobody has run before the first release, and there is no older version to think of. */
const FIRST_RELEASE = 52;

const FOLDER = projectFile('schema/migrations');

const NAME = /^(\d{3})_[a-z0-9_]+\.sql$/;
const KIND = /^-- (?:expand|contract: needs (\d{3}) everywhere)(, outside of a transaction)?$/;
const IN_BATCHES = '-- in batches';

/** The migrations of this version in their order: SQL files that anybody can read. */
export function migrationFiles(folder = FOLDER): MigrationFile[] {
  return namesIn(folder).map((name) => migrationFile(name, readFileSync(`${folder}/${name}`, 'utf8')));
}

/** The newest migration that these know; without any, nothing. */
export function newestOf(files: readonly Pick<MigrationFile, 'number'>[]): number {
  return files.at(-1)?.number ?? 0;
}

/** The same of this version, without reading any. */
export function newestMigration(folder = FOLDER): number {
  return newestOf(namesIn(folder).map((name) => ({ number: numberOf(name) })));
}

function namesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
}

function numberOf(name: string): number {
  const found = NAME.exec(name);
  if (found === null) throw new Error(`Expected a migration's name such as 053_upgrades.sql, got ${name}`);
  return Number(found[1]);
}

export function migrationFile(name: string, source: string): MigrationFile {
  const number = numberOf(name);
  const [firstLine = ''] = source.split('\n', 1);
  const kind = KIND.exec(firstLine);
  if (kind === null && number > FIRST_RELEASE) {
    throw new Error(`Expected ${name} to begin with a line such as "-- expand" or "-- contract: needs 053 everywhere", got "${firstLine}"`);
  }
  const isWhole = kind?.[2] === undefined;
  const steps = stepsOf(source);
  for (const step of steps) assertCanBe(name, step, isWhole);
  return { name, number, needs: kind?.[1] === undefined ? null : Number(kind[1]), isWhole, steps };
}

/** A file's statements: they end with a semicolon at the end of a line, outside of a function's body. */
function stepsOf(source: string): Step[] {
  const steps: Step[] = [];
  let lines: string[] = [];
  let inBody = false;
  let inBatches = false;
  const end = () => {
    const statement = lines.join('\n');
    steps.push({ statement, inBatches, concurrently: CONCURRENTLY.test(statement) });
    lines = [];
    inBatches = false;
  };
  for (const line of source.split('\n')) {
    if (lines.length === 0 && (line.trim() === '' || line.startsWith('--'))) {
      if (line.trimEnd() === IN_BATCHES) inBatches = true;
      continue;
    }
    lines.push(line);
    if ((line.match(/\$\$/g) ?? []).length % 2 === 1 || /^begin atomic$/.test(line)) inBody = !inBody;
    if (inBody && /^end;$/.test(line)) inBody = false;
    if (!inBody && line.trimEnd().endsWith(';')) end();
  }
  if (lines.length > 0) end();
  return steps;
}

const CONCURRENTLY = /^(create|drop|reindex)\b[^;]*\bconcurrently\b/i;
const CONCURRENT_INDEX = /^create (?:unique )?index concurrently (?!if not exists)([a-z0-9_]+) on\b/i;

function assertCanBe(name: string, { statement, inBatches, concurrently }: Step, isWhole: boolean): void {
  if (isWhole && (inBatches || concurrently)) {
    throw new Error(`Expected the first line of ${name} to say ", outside of a transaction", because of: ${statement}`);
  }
  // Else it would end after the first one.
  if (inBatches && !/\breturning\b/i.test(statement))
    throw new Error(`Expected a statement in batches of ${name} to be returning rows, got: ${statement}`);
  if (concurrently && /^create\b/i.test(statement) && newIndex(statement) === null) {
    throw new Error(`Expected an index of ${name} to have a name, by which it is found where it was not finished, got: ${statement}`);
  }
}

/** The name of the index that a statement makes concurrently. */
export function newIndex(statement: string): string | null {
  return CONCURRENT_INDEX.exec(statement)?.[1] ?? null;
}
