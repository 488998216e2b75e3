import type { Config } from '../config.js';
import { type Database, openDatabase, type Storage, served } from '../database.js';
import type { Message } from '../shared/errors/messages.js';
import { assertMayServe, executedMigrations, migrate } from '../upgrading/migrate.js';
import { migrationFiles } from '../upgrading/migration-file.js';
import { takeDataFolder } from './data-folder.js';
import { deleteExpiredSessions, issueDemonstrationTokens, type ReadyAccount, shutDemonstrationAccounts } from './demonstration-accounts.js';
import { loadDemonstrationOnce, loadReferenceOnce } from './load.js';
import { aloneOnServer } from './server-database.js';

/** The ledger, ready to be read and written, and who may sign in to try it. */
export interface OpenLedger {
  readonly database: Database;
  readonly accounts: readonly ReadyAccount[];
}

/** Opens the ledger where it is kept, brings it to this version and fills it on its first start. */
export async function openLedger({ storage, demonstration }: Pick<Config, 'storage' | 'demonstration'>): Promise<OpenLedger> {
  return openWhereKept(storage, (at) => prepare(at, demonstration));
}

/** Opens the ledger and leaves it as it is, for whoever only looks at it. */
export async function openLedgerUnchanged({ storage }: Pick<Config, 'storage'>): Promise<Database> {
  return (await openWhereKept(storage, async (at) => ({ database: await openUnchanged(at), accounts: [] }))).database;
}

/** The same whatever version it is of, for whoever wants to know just that. */
export async function openLedgerAsItIs({ storage }: Pick<Config, 'storage'>): Promise<Database> {
  return (await openWhereKept(storage, async (at) => ({ database: await openDatabase(at, 'OWNER'), accounts: [] }))).database;
}

/** Opens the ledger and brings it to this version, for a command beside the program; nothing is loaded. */
export async function openLedgerAtThisVersion({ storage }: Pick<Config, 'storage'>): Promise<Database> {
  return (await openWhereKept(storage, async (at) => ({ database: await openMigrated(at), accounts: [] }))).database;
}

async function openWhereKept(storage: Storage, open: (at: Storage) => Promise<OpenLedger>): Promise<OpenLedger> {
  if (storage.kind === 'postgresql') return aloneOnServer(storage, () => open(storage));
  if (storage.folder === null) return open(storage);
  const folder = await takeDataFolder(storage.folder);
  try {
    const { database, accounts } = await open({ ...storage, folder: folder.database });
    return { database: closingWith(database, folder.release), accounts };
  } catch (error) {
    folder.release();
    throw error;
  }
}

async function prepare(storage: Storage, demonstration: boolean): Promise<OpenLedger> {
  const database = await openMigrated(storage);
  try {
    await loadReferenceOnce(database);
    await deleteExpiredSessions(database.pool);
    const accounts = await prepareDemonstration(database, demonstration);
    return { database: await served(database), accounts };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function openMigrated(storage: Storage): Promise<Database> {
  return openedAfter(storage, (database) => migrate(database, { tell }));
}

function openUnchanged(storage: Storage): Promise<Database> {
  return openedAfter(storage, async ({ pool }) => void (await assertMayServe(pool, migrationFiles(), await executedMigrations(pool))));
}

async function openedAfter(storage: Storage, prepare: (database: Database) => Promise<void>): Promise<Database> {
  const database = await openDatabase(storage, 'OWNER');
  try {
    await prepare(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function tell({ zh, en }: Message): void {
  process.stderr.write(`${en}\n${zh}\n`);
}

async function prepareDemonstration(database: Database, wanted: boolean): Promise<ReadyAccount[]> {
  if (!wanted) {
    await shutDemonstrationAccounts(database.pool);
    return [];
  }
  await loadDemonstrationOnce(database);
  return issueDemonstrationTokens(database.pool);
}

function closingWith(database: Database, after: () => void): Database {
  return { ...database, close: () => database.close().finally(after) };
}
