import { type Executor, sql } from '../shared/sql.js';

/** A process that serves this database, or did until a moment ago. */
export interface ServingProcess {
  readonly id: string;
  readonly migration: number;
  readonly version: string;
  readonly host: string;
  readonly pid: number;
  /** Each time that it is heard of, it is another. */
  readonly until: string;
}

/** Those that know nothing newer than what stands before this migration; without one, all of them. */
export async function servingBelow(database: Executor, migration: number | null): Promise<ServingProcess[]> {
  if (!(await isKept(database))) return [];
  const { rows } = await sql<ServingProcess>`
    select id::text as id, migration, version, host, pid, until::text as until from serving_process
    where until > clock_timestamp() and (${migration}::int is null or migration < ${migration}::int) order by migration, host, pid`.execute(database);
  return rows;
}

/** The oldest version that may serve this database, by the newest migration that it knows. */
export async function servingFloor(database: Executor): Promise<number> {
  if (!(await isKept(database))) return 0;
  const { rows } = await sql<{ migration: number }>`select migration from serving_floor`.execute(database);
  return rows[0]?.migration ?? 0;
}

/** A database that nothing was done to yet has none of this (schema/migrations/053_upgrades.sql). */
async function isKept(database: Executor): Promise<boolean> {
  const { rows } = await sql<{ kept: boolean }>`select to_regclass('serving_process') is not null as kept`.execute(database);
  return rows[0]?.kept === true;
}
