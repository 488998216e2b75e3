import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config } from '../config.js';
import { isThere } from '../shared/is-there.js';
import { syncToDisk } from '../shared/sync-to-disk.js';
import { holdsLedger, IN_DATA_FOLDER, lockDataFolder } from '../start/data-folder.js';
import { KEY_FILES } from '../start/kept-key.js';
import { BackupFailure } from './backup-failure.js';
import { CONTROL } from './copy-channel.js';
import { COPY } from './frozen-copy.js';
import type { Manifest } from './manifest.js';
import { readBackup } from './read-backup.js';
import { unpackInto } from './unpack.js';

/** A backup that was restored. */
export interface Restored {
  readonly manifest: Manifest;
  /** Where that lies which was there before; null where nothing was. */
  readonly setAside: string | null;
}

interface Wanted {
  readonly file: string;
  /** Whether a ledger that is there makes room. */
  readonly replaces: boolean;
}

/** What lies in a folder that is empty all the same: what a disk has by itself, and what a program leaves that was killed. */
const NOTHING: readonly string[] = [IN_DATA_FOLDER.lock, `${IN_DATA_FOLDER.lock}-journal`, CONTROL, COPY, 'lost+found'];

/**
 * Restores a backup into the data folder, whole or not at all. Nothing is touched before all of the backup was found good. Then it is written
 * beside, and evidence where evidence is kept, and comes to its place by its names alone, the database last. A folder whose
 * restore ended before that has no ledger, and `takeDataFolder` says why.
 */
export async function restore({ dataFolder, evidence }: Pick<Config, 'dataFolder' | 'evidence'>, { file, replaces }: Wanted): Promise<Restored> {
  await readBackup(file, async () => undefined);
  const folder = resolve(dataFolder);
  const held = await lockDataFolder(folder);
  try {
    if (!replaces) await assertEmpty(folder);
    const unfinished = join(folder, IN_DATA_FOLDER.restore);
    const manifest = await unpackBeside(unfinished, () => unpackInto(unfinished, evidence, file));
    return { manifest, setAside: await putInPlace(folder, unfinished) };
  } finally {
    held.release();
  }
}

/** One that was begun before may be begun again. */
async function assertEmpty(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !NOTHING.includes(name));
  if (names.includes(IN_DATA_FOLDER.restore) && !(await holdsLedger(folder))) return;
  const [name] = names.filter((one) => one !== IN_DATA_FOLDER.restore);
  if (name !== undefined) throw notEmpty(folder, name);
}

/** Where it fails the space is given back, and the folder stays one that a restore was begun in. */
async function unpackBeside<Result>(unfinished: string, unpack: () => Promise<Result>): Promise<Result> {
  await rm(unfinished, { recursive: true, force: true });
  try {
    return await unpack();
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished);
    throw error;
  }
}

/** What was there before goes first, the database before its keys, for without one no program starts here meanwhile. */
async function putInPlace(folder: string, unfinished: string): Promise<string | null> {
  const { database } = IN_DATA_FOLDER;
  const keys = Object.values(KEY_FILES);
  const aside = join(folder, `replaced-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`);
  const moved = await movedAll([database, ...keys], folder, aside);
  await movedAll([...keys, database], unfinished, folder);
  await syncToDisk(folder);
  await rm(unfinished, { recursive: true });
  return moved > 0 ? aside : null;
}

/** Gives how many of them were there. */
async function movedAll(names: readonly string[], from: string, to: string): Promise<number> {
  let moved = 0;
  for (const name of names) {
    if (!(await isThere(join(from, name)))) continue;
    await mkdir(to, { recursive: true, mode: 0o700 });
    await rename(join(from, name), join(to, name));
    moved += 1;
  }
  return moved;
}

function notEmpty(folder: string, name: string): BackupFailure {
  return new BackupFailure({
    zh: `数据文件夹 ${folder} 不是空的（其中有 ${name}）；请把 DATA_FOLDER 指向空的或不存在的文件夹，或加上 --replace：原有台账会移到其中的 replaced-… 文件夹，不会删除。`,
    en: `the data folder ${folder} is not empty (it has ${name}); set DATA_FOLDER to a folder that is empty or not there, or add --replace, which moves the ledger that is there to a folder replaced-… in it and deletes nothing.`,
  });
}
