import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.js';
import { foldPublicChanges } from '../registered/public-version.js';
import { sql } from '../shared/sql.js';

const OFTEN_MS = 1_000;

/**
 * Folds what writes appended, to the rollups and to the public's version, every second for as long as the server runs. Figures and
 * versions are exact without it; what it keeps is that they are quick. Of several processes one folds at a time.
 */
export function foldRegularly(app: FastifyInstance, { em }: Database): void {
  let folding: Promise<void> | undefined;
  const timer = setInterval(() => {
    folding ??= fold(em)
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
async function fold(em: Database['em']): Promise<void> {
  await em.fork().transactional(async (transaction) => {
    const database = transaction.getKysely<never>();
    await sql`set local statement_timeout = 0`.execute(database);
    await sql`select impact_fold()`.execute(database);
    await foldPublicChanges(database);
  });
}
