import type { FastifyInstance } from 'fastify';
import { asOwner } from '../access/as-owner.js';
import type { Database } from '../database.js';
import { type Pool, sql } from '../shared/sql.js';

const OFTEN_MS = 5 * 60_000;

/**
 * The embedded database has no process that would make checkpoints for it. Without any its log would grow for as long as the program runs, and
 * after a crash all of it would be gone through.
 */
export function checkpointRegularly(app: FastifyInstance, { pool, storage }: Database): void {
  if (storage.kind !== 'embedded') return;
  let last = '';
  let working: Promise<void> | undefined;
  const timer = setInterval(() => {
    working ??= checkpointBehind(pool, last)
      .then((position) => {
        last = position;
      })
      .catch((error: unknown) => app.log.warn({ err: error }, 'the embedded database could not make a checkpoint; it is tried again'))
      .finally(() => {
        working = undefined;
      });
  }, OFTEN_MS);
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await working;
  });
}

/** Makes a checkpoint, unless nothing was written since the last one. Gives how far the log has come then. */
export async function checkpointBehind(pool: Pool, last: string): Promise<string> {
  return asOwner(pool, async (database) => {
    const { rows } = await sql<{ position: string }>`select pg_current_wal_insert_lsn()::text as position`.execute(database);
    if (rows[0]?.position === last) return last;
    await sql`checkpoint`.execute(database);
    const { rows: after } = await sql<{ position: string }>`select pg_current_wal_insert_lsn()::text as position`.execute(database);
    return after[0]?.position ?? '';
  });
}
