import type { FastifyInstance } from 'fastify';
import { type Database, openDatabase, type Storage } from '../database.js';
import { newestMigration } from '../upgrading/migration-file.js';
import { Standing } from '../upgrading/standing.js';

const OFTEN_MS = 2_500;

/** A server's database, and the right of this process to serve it beside others. */
export interface Serving {
  readonly database: Database;
  readonly standing: Standing;
}

/** Opens a server's database to serve it. Throws a StartFailure where a newer version has made it one that this version is too old for. */
export async function openServing(storage: Storage): Promise<Serving> {
  const opened = await openDatabase(storage);
  const standing = new Standing(opened.pool, newestMigration());
  const close = async () => {
    // Where it cannot be said it is known a few seconds later.
    await standing.end().catch(() => undefined);
    await opened.close();
  };
  await standing.renew().catch((error: unknown) => close().then(() => Promise.reject(error)));
  return { database: { ...opened, pool: standing.pool, close }, standing };
}

/** Goes on asking for the right to serve for as long as the server runs. */
export function keepServing(app: FastifyInstance, standing: Standing): void {
  const ask = () =>
    standing
      .renew()
      .catch((error: unknown) => app.log.warn({ err: error }, 'could not ask for the right to serve the database; it is asked for again'));
  const timer = setInterval(ask, OFTEN_MS);
  app.addHook('onClose', async () => clearInterval(timer));
}
