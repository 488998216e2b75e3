import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { asOwner } from '../access/as-owner.js';
import type { Database } from '../database.js';
import { sql } from '../shared/sql.js';
import { BackupFailure } from './backup-failure.js';
import { type Facts, factsOf } from './facts.js';

/** What was copied. */
export interface Copied extends Facts {
  /** How long every other statement waited. */
  readonly heldMs: number;
}

/** Where a copy lies in the data folder until it is packed: on the same disk, where a copy takes the least time. */
export const COPY = 'backup.unfinished';

/** As many as Node reads and writes files with. */
const AT_ONCE = 4;

const WAL_SEGMENT = /^[0-9A-F]{24}$/;

/**
 * Copies the files of an embedded database while nothing moves in it. It has one connection and no processes of its own, so as long as this
 * transaction holds that connection no byte of a file changes; and after a checkpoint the files say all that was acknowledged. (PGlite's own
 * `dumpDataDir` waits for nobody's transaction, holds the whole twice in memory, and the process still for as long as it takes.)
 */
export async function frozenCopy({ pool, storage }: Database, to: string): Promise<Copied> {
  if (storage.kind !== 'embedded' || storage.folder === null) throw new TypeError(`Expected a database in a folder, got ${storage.kind}`);
  const from = storage.folder;
  await rm(to, { recursive: true, force: true });
  return asOwner(pool, async (database) => {
    const began = performance.now();
    await sql`checkpoint`.execute(database);
    const facts = await factsOf(database);
    if (facts === null) throw noLedger(from);
    const { rows } = await sql<{ segment: string }>`select pg_walfile_name(pg_current_wal_insert_lsn()) as segment`.execute(database);
    const segment = rows[0]?.segment ?? '';
    // Segments behind the one that is written hold nothing yet, and may be more than the database itself.
    await copyFiles(from, to, (name) => !WAL_SEGMENT.test(name) || name <= segment);
    return { ...facts, heldMs: Math.round(performance.now() - began) };
  });
}

async function copyFiles(from: string, to: string, isWanted: (name: string) => boolean): Promise<void> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const placeOf = ({ parentPath, name }: { parentPath: string; name: string }) => join(to, relative(from, join(parentPath, name)));
  await mkdir(to, { mode: 0o700 });
  for (const folder of entries.filter((entry) => entry.isDirectory())) await mkdir(placeOf(folder), { recursive: true });
  const files = entries.filter((entry) => entry.isFile() && isWanted(entry.name)).values();
  const copyRest = async () => {
    for (const file of files) await copyFile(join(file.parentPath, file.name), placeOf(file), constants.COPYFILE_FICLONE);
  };
  // Whoever takes away what one of them left unfinished comes behind all of them.
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, copyRest));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

export function noLedger(folder: string): BackupFailure {
  return new BackupFailure({ zh: `${folder} 中没有台账。`, en: `there is no ledger in ${folder}.` });
}
