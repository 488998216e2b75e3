import type { Database } from '../database.js';
import type { Message } from '../shared/errors/messages.js';
import { type Executor, sql } from '../shared/sql.js';
import { codeOf, HELD_MS, StillHeld, untilFree } from './beside-others.js';
import { type MigrationFile, migrationFiles, newestOf } from './migration-file.js';
import { migratorOf } from './migrator.js';
import { assertNoOlderServes } from './older-versions.js';
import { alreadyNewer, diverged, stillHeld, superseded, takesTooLong, waitsForTable } from './refusals.js';
import { servingBelow, servingFloor } from './serving-processes.js';

/** What whoever migrates may say otherwise. */
export interface Migrating {
  /** The migrations of this version. */
  readonly files?: readonly MigrationFile[];
  /** Hears what whoever waits for the start may want to know. */
  readonly tell?: (message: Message) => void;
  /** How long a migration tries to get its locks. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 300_000;
const STATEMENT_TOOK_TOO_LONG = '57014';

/**
 * Brings the database to this version while others serve, one migration after another; where one is refused, those before it are done. Throws
 * a StartFailure where this version is too old for the database, or a migration is not for the versions that serve.
 */
export async function migrate(
  database: Database,
  { files = migrationFiles(), tell = () => {}, patienceMs = PATIENCE_MS }: Migrating = {},
): Promise<void> {
  const { pool } = database;
  const executed = await executedMigrations(pool);
  const unknown = await assertMayServe(pool, files, executed);
  if (unknown !== undefined) tell(alreadyNewer(unknown));
  for (const file of files.filter(({ name }) => !executed.includes(name))) {
    const patience = { milliseconds: patienceMs, whenLong: () => tell(waitsForTable(file)) };
    const attempt = async () => {
      if (file.needs !== null) await assertNoOlderServes(pool, file, tell);
      const others = await servingBelow(pool, null);
      await migratorOf(database, file, { ...patience, pool, heldMs: others.length > 0 ? HELD_MS : 0 }).up();
    };
    await untilFree(attempt, patience).catch((error: unknown) => refuse(file, error, pool));
  }
}

/** Refuses a database that this version is too old for. Gives a migration that it does not know, where there is one that does no harm. */
export async function assertMayServe(database: Executor, files: readonly MigrationFile[], executed: readonly string[]): Promise<string | undefined> {
  return assertKnown(files, executed, await servingFloor(database));
}

/** The same by what is known of a database: what was done to it, and the oldest version that may serve it. */
export function assertKnown(files: readonly MigrationFile[], executed: readonly string[], floor: number): string | undefined {
  const unknown = executed.filter((name) => !files.some((file) => file.name === name)).at(-1);
  if (floor > newestOf(files)) throw superseded(newestOf(files));
  const pending = files.find(({ name }) => !executed.includes(name));
  if (unknown !== undefined && pending !== undefined) throw diverged(unknown, pending.name);
  return unknown;
}

/** The names of what was done to the database, in that order. */
export async function executedMigrations(database: Executor): Promise<string[]> {
  const { rows: tables } = await sql<{ kept: boolean }>`select to_regclass('mikro_orm_migrations') is not null as kept`.execute(database);
  if (tables[0]?.kept !== true) return [];
  const { rows } = await sql<{ name: string }>`select name from mikro_orm_migrations order by id`.execute(database);
  return rows.map(({ name }) => name);
}

async function refuse(file: MigrationFile, error: unknown, database: Executor): Promise<never> {
  if (error instanceof StillHeld) throw stillHeld(file, await oldestTransaction(database));
  throw codeOf(error) === STATEMENT_TOOK_TOO_LONG ? takesTooLong(file, HELD_MS / 1000) : error;
}

/** Whose transaction is the oldest of the others here, for whoever has to find out who is in the way. */
async function oldestTransaction(database: Executor): Promise<string | null> {
  const { rows } = await sql<{ holder: string }>`
    select format('pid %s, %s, since %s', pid, coalesce(nullif(application_name, ''), usename), to_char(xact_start, 'HH24:MI:SS')) as holder
    from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and state is not null
    order by xact_start limit 1`.execute(database);
  return rows[0]?.holder ?? null;
}
