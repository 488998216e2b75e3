import { allShapes } from '../../src/reading/shape.js';
import { sql } from '../../src/shared/sql.js';
import type { Platform } from '../support/platform.js';

/** Lets every shape show all rows, as a statement does that forgot its filter, until the work is done. */
export async function withoutPredicates<Result>(work: () => Promise<Result>): Promise<Result> {
  const changed = [...new Set(allShapes().map(({ visibility }) => visibility as { predicate: unknown }))].map((visibility) => ({
    visibility,
    predicate: visibility.predicate,
  }));
  for (const { visibility } of changed) visibility.predicate = () => sql`true`;
  try {
    return await work();
  } finally {
    for (const { visibility, predicate } of changed) visibility.predicate = predicate;
  }
}

/** The tables whose rows the database shows by policies. */
export async function securedTables({ rows }: Platform): Promise<string[]> {
  const tables = await rows<{ name: string }>(sql`
    select relname as name from pg_class where relrowsecurity and relnamespace = current_schema()::regnamespace order by relname`);
  return tables.map(({ name }) => name);
}

/** Leaves the program's own predicates alone to decide who sees what, until the work is done. */
export async function withoutSecurity<Result>(platform: Platform, work: () => Promise<Result>): Promise<Result> {
  const tables = await securedTables(platform);
  const turn = async (to: 'disable' | 'enable') => {
    for (const table of tables) await platform.rows(sql`alter table ${sql.id(table)} ${sql.raw(to)} row level security`);
  };
  await turn('disable');
  try {
    return await work();
  } finally {
    await turn('enable');
  }
}
