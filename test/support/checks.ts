import { readdirSync, readFileSync } from 'node:fs';
import { projectFile } from '../../src/shared/root.js';
import { type Executor, sql } from '../../src/shared/sql.js';

const FOLDER = projectFile('schema/checks');

export interface Check {
  readonly name: string;
  readonly text: string;
}

/** The invariants of the ledger. */
export const CHECKS: readonly Check[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.sql'))
  .sort()
  .map((file) => ({ name: file.replace('.sql', ''), text: readFileSync(`${FOLDER}/${file}`, 'utf8') }));

/** The rows that break an invariant: none, when it holds. */
export async function violationsOf(executor: Executor, { text }: Check): Promise<readonly unknown[]> {
  return (await sql.raw(text).execute(executor)).rows;
}

/** Everything that is wrong with the books, by check; an empty object when they are sound. All checks, or the named ones. */
export async function brokenChecks(executor: Executor, names?: readonly string[]): Promise<Record<string, readonly unknown[]>> {
  const broken: Record<string, readonly unknown[]> = {};
  for (const check of CHECKS.filter(({ name }) => names?.includes(name) ?? true)) {
    const rows = await violationsOf(executor, check);
    if (rows.length > 0) broken[check.name] = rows.slice(0, 5);
  }
  return broken;
}
