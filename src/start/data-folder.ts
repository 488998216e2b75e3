import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createEmbedded } from '../embedded.js';
import { isThere } from '../shared/is-there.js';
import { StartFailure } from './start-failure.js';

/** The version of PostgreSQL that the embedded database is, as its folder says it. */
export const POSTGRES_VERSION = 18;

/** What lies in a data folder, by name, beside the keys and the evidence. */
export const IN_DATA_FOLDER = {
  /** The embedded database. */
  database: 'postgres',
  lock: 'lock',
  /** What a restore has not put in its place yet. */
  restore: 'restore.unfinished',
} as const;

/** A folder that this process alone uses, until it lets go of it. */
export interface DataFolder {
  /** Where the embedded database lies in it. */
  readonly database: string;
  release(): void;
}

/** Takes the data folder and sees to it that a whole database lies in it. */
export async function takeDataFolder(folder: string): Promise<DataFolder> {
  const { database, release } = await lockDataFolder(folder);
  try {
    await assertRestored(dirname(database));
    if (await isThere(database)) await assertVersion(dirname(database), database);
    else await createDatabase(database);
    return { database, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Takes the data folder whatever lies in it. */
export async function lockDataFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder);
  const lock = await takeLock(path);
  return { database: join(path, IN_DATA_FOLDER.database), release: () => lock.close() };
}

export async function holdsLedger(folder: string): Promise<boolean> {
  return isThere(join(folder, IN_DATA_FOLDER.database));
}

/**
 * The embedded database does not notice a second process, and two would destroy it. The lock is one of the operating system, held
 * through a file of SQLite, because a file with a process number would outlive a killed process and mean nothing across containers.
 */
async function takeLock(folder: string): Promise<DatabaseSync> {
  try {
    await mkdir(folder, { recursive: true });
    const lock = new DatabaseSync(join(folder, IN_DATA_FOLDER.lock), { timeout: 0 });
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    throw isBusy(error) ? inUse(folder) : notWritable(folder, error);
  }
}

function isBusy(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === 5;
}

/** A new database comes to its place only when it is whole, so that a process that is killed here leaves nothing to trip over. */
async function createDatabase(database: string): Promise<void> {
  const unfinished = `${database}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await (await createEmbedded(unfinished)).close();
  await rename(unfinished, database);
}

/** The database is what a restore puts in its place last. Without it a start would make a new ledger where an old one was to come back. */
async function assertRestored(folder: string): Promise<void> {
  const unfinished = join(folder, IN_DATA_FOLDER.restore);
  if (await holdsLedger(folder)) await rm(unfinished, { recursive: true, force: true });
  else if (await isThere(unfinished)) throw halfRestored(folder, unfinished);
}

async function assertVersion(folder: string, database: string): Promise<void> {
  const version = Number.parseInt(await readFile(join(database, 'PG_VERSION'), 'utf8'), 10);
  if (version === POSTGRES_VERSION) return;
  throw new StartFailure({
    zh: `数据文件夹 ${folder} 属于 PostgreSQL ${version} 的内置数据库，本程序使用 PostgreSQL ${POSTGRES_VERSION}；请用写入它的那个版本的携手启动，或把 DATA_FOLDER 指向另一个文件夹。`,
    en: `the data folder ${folder} belongs to an embedded PostgreSQL ${version}, and this version of Xieshou brings PostgreSQL ${POSTGRES_VERSION}; start the version that wrote it, or set DATA_FOLDER to another folder.`,
  });
}

function halfRestored(folder: string, unfinished: string): StartFailure {
  return new StartFailure({
    zh: `数据文件夹 ${folder} 的恢复没有完成；请重新执行恢复命令（npm run xieshou -- restore FILE），或删除 ${unfinished} 后从空台账开始。`,
    en: `a restore into the data folder ${folder} was not finished; run it again (npm run xieshou -- restore FILE), or remove ${unfinished} to begin with an empty ledger.`,
  });
}

function inUse(folder: string): StartFailure {
  return new StartFailure({
    zh: `数据文件夹 ${folder} 正被另一个运行中的携手使用；请先停止它，或把 DATA_FOLDER 指向另一个文件夹。`,
    en: `the data folder ${folder} is in use by another Xieshou that is running; stop that one, or set DATA_FOLDER to another folder.`,
  });
}

function notWritable(folder: string, error: unknown): StartFailure {
  const { code, errstr } = error as { code?: string; errstr?: string };
  const reason = errstr ?? code ?? String(error);
  return new StartFailure({
    zh: `无法在数据文件夹 ${folder} 中写入（${reason}）；请检查文件夹的权限和磁盘空间，或把 DATA_FOLDER 指向另一个文件夹。`,
    en: `the data folder ${folder} cannot be written to (${reason}); check its permissions and the free disk space, or set DATA_FOLDER to another folder.`,
  });
}
