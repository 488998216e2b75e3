import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.js';
import { openDatabase } from '../database.js';
import { holdsLedger, takeDataFolder } from '../start/data-folder.js';
import { StartFailure } from '../start/start-failure.js';
import { BackupFailure } from './backup-failure.js';
import { askForCopy } from './copy-channel.js';
import { COPY, type Copied, frozenCopy, noLedger } from './frozen-copy.js';

/** A copy of the database that is there until it is let go. */
export interface Copy extends Copied {
  readonly folder: string;
  /** Whether it is still there: the program that keeps it may be stopped. */
  isKept(): boolean;
  release(): Promise<void>;
}

/** The database is open to one process only: to the program, which is asked, or where it does not run to this one. */
export async function takeCopy({ dataFolder }: Pick<Config, 'dataFolder'>): Promise<Copy> {
  if (!(await holdsLedger(dataFolder))) throw noLedger(dataFolder);
  const folder = join(dataFolder, COPY);
  const given = await askForCopy(dataFolder);
  if (given !== null) return { ...given, folder, release: async () => given.release() };
  return ownCopy(dataFolder, folder);
}

async function ownCopy(dataFolder: string, folder: string): Promise<Copy> {
  const held = await takeDataFolder(dataFolder).catch((error: unknown) =>
    Promise.reject(error instanceof StartFailure ? notAnswering(error) : error),
  );
  const release = async () => {
    await rm(folder, { recursive: true, force: true });
    held.release();
  };
  try {
    const database = await openDatabase({ kind: 'embedded', folder: held.database }, 'OWNER');
    const copied = await frozenCopy(database, folder).finally(() => database.close());
    return { ...copied, folder, isKept: () => true, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** What was said by whoever did not get the folder, and what may be done about it here. */
function notAnswering({ messages: { zh, en } }: StartFailure): BackupFailure {
  return new BackupFailure({
    zh: `${zh}正在运行的携手若刚启动，请待其就绪后再试；其日志若说不能备份，请按日志处理或先停止它。`,
    en: `${en} One that is just starting gives a backup once it is ready; one whose log says that it cannot has to be stopped for it.`,
  });
}
