import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createEmbedded } from '../embedded.js';
import { StartFailure } from './start-failure.js';

/** The version of PostgreSQL that the embedded database is, as its folder says it. */
const POSTGRES_VERSION = 18;

/** A folder that this process alone uses, until it lets go of it. */
export interface DataFolder {
  /** Where the embedded database lies in it. */
  readonly database: string;
  release(): void;
}

/** Takes the data folder and sees to it that a whole database lies in it. */
export async function takeDataFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder);
  const lock = await takeLock(path);
  try {
    const database = join(path, 'postgres');
    if (await exists(database)) await assertVersion(path, database);
    else await createDatabase(database);
    return { database, release: () => lock.close() };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/**
 * The embedded database does not notice a second process, and two would destroy it. The lock is one of the operating system, held
 * through a file of SQLite, because a file with a process number would outlive a killed process and mean nothing across containers.
 */
async function takeLock(folder: string): Promise<DatabaseSync> {
  try {
    await mkdir(folder, { recursive: true });
    const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
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

async function assertVersion(folder: string, database: string): Promise<void> {
  const version = Number.parseInt(await readFile(join(database, 'PG_VERSION'), 'utf8'), 10);
  if (version === POSTGRES_VERSION) return;
  throw new StartFailure({
    zh: `数据文件夹 ${folder} 属于 PostgreSQL ${version} 的内置数据库，本程序使用 PostgreSQL ${POSTGRES_VERSION}；请用写入它的那个版本的携手启动，或把 DATA_FOLDER 指向另一个文件夹。`,
    en: `the data folder ${folder} belongs to an embedded PostgreSQL ${version}, and this version of Xieshou brings PostgreSQL ${POSTGRES_VERSION}; start the version that wrote it, or set DATA_FOLDER to another folder.`,
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
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
