import { setTimeout } from 'node:timers/promises';
import type { Message } from '../shared/errors/messages.js';
import type { Executor } from '../shared/sql.js';
import type { MigrationFile } from './migration-file.js';
import { olderServe, waitsForOlder } from './refusals.js';
import { type ServingProcess, servingBelow } from './serving-processes.js';

const LOOK_MS = 250;

/**
 * Refuses a migration that takes something away while processes serve that need it. One that was killed is still among them for a few
 * seconds: only who is heard of while this looks is alive, and the others are waited for until they are gone.
 */
export async function assertNoOlderServes(database: Executor, file: MigrationFile, tell: (message: Message) => void): Promise<void> {
  const found = new Map<string, ServingProcess>();
  for (;;) {
    const older = await servingBelow(database, file.needs ?? 0);
    if (older.length === 0) return;
    if (older.some(({ id, until }) => found.has(id) && found.get(id)?.until !== until)) throw olderServe(file, older);
    if (found.size === 0) tell(waitsForOlder(older));
    for (const process of older) if (!found.has(process.id)) found.set(process.id, process);
    await setTimeout(LOOK_MS);
  }
}
