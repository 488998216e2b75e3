import { rename, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Config } from '../config.js';
import { isThere } from '../shared/is-there.js';
import { syncToDisk } from '../shared/sync-to-disk.js';
import { BackupFailure } from './backup-failure.js';
import { contentsOf } from './contents.js';
import { STOPPED } from './copy-channel.js';
import { type Manifest, MEMBERS } from './manifest.js';
import { type Copy, takeCopy } from './take-copy.js';
import { writeBackup } from './write-backup.js';

/** A backup that was made. */
export interface Made {
  readonly manifest: Manifest;
  readonly bytes: number;
  /** How many evidence files are in it. */
  readonly evidence: number;
  /** How long writing waited for it. */
  readonly heldMs: number;
}

type Settings = Pick<Config, 'dataFolder' | 'evidence'>;

/**
 * Makes a backup of the embedded ledger, whether it runs or not. The database is copied first and the evidence read afterwards: a file is there
 * before its row is written, and none is ever taken away, so every file that the copy names is found. The other way round one
 * that came in between would be missing.
 */
export async function backUp(settings: Settings, file: string): Promise<Made> {
  await assertFree(file);
  const copy = await takeCopy(settings);
  try {
    return await packed(settings, copy, file);
  } catch (error) {
    throw copy.isKept() ? error : new BackupFailure(STOPPED);
  } finally {
    await copy.release();
  }
}

/** The file has its name once it is whole, and on the disk. */
async function packed(settings: Settings, copy: Copy, file: string): Promise<Made> {
  const contents = await contentsOf(settings, copy);
  const unfinished = `${file}.unfinished`;
  await writeBackup(unfinished, contents);
  await rename(unfinished, file);
  await syncToDisk(dirname(resolve(file)));
  const evidence = contents.files.filter(({ path }) => path.startsWith(`${MEMBERS.evidence}/`)).length;
  return { manifest: contents.manifest, bytes: (await stat(file)).size, evidence, heldMs: copy.heldMs };
}

/** A backup takes no other one's place. */
async function assertFree(file: string): Promise<void> {
  if (await isThere(file))
    throw new BackupFailure({ zh: `文件 ${file} 已存在；请另取一个名字。`, en: `the file ${file} is there already; give another name.` });
}
