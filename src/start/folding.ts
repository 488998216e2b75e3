import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.js';
import { foldPublicChanges } from '../registered/public-version.js';
import { type Pool, sql } from '../shared/sql.js';
import { unhurried } from '../shared/unhurried.js';

const OFTEN_MS = 1_000;

/**
 * Folds what writes appended, to the rollups and to the public's version, every second for as long as the server runs. Figures and
 * versions are exact without it; what it keeps is that they are quick. Of several processes one folds at a time.
 */
export function foldRegularly(app: FastifyInstance, { pool }: Database): void {
  let folding: Promise<void> | undefined;
  const timer = setInterval(() => {
    folding ??= fold(pool)
      .catch((error: unknown) => app.log.warn({ err: error }, 'what was appended could not be folded; it is tried again'))
      .finally(() => {
        folding = undefined;
      });
  }, OFTEN_MS);
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await folding;
  });
}

/** After a large load there is more to fold than a request would be given time for. */
async function fold(pool: Pool): Promise<void> {
  await pool.transaction(async (transaction) => {
    await unhurried(transaction);
    await sql`select impact_fold()`.execute(transaction);
    await foldPublicChanges(transaction);
  });
}
