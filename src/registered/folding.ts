import type { FastifyInstance } from 'fastify';
import type { Executor } from '../shared/sql.js';
import { foldPublicChanges } from './public-version.js';

const OFTEN_MS = 5_000;

/** Folds what was appended, every few seconds while the server runs. Of several processes one does it each time. */
export function foldWhileServing(app: FastifyInstance, database: Executor): void {
  let folding: Promise<void> = Promise.resolve();
  const fold = () => {
    folding = foldPublicChanges(database).catch((error: unknown) => app.log.warn({ err: error }, 'could not fold the public changes'));
  };
  let timer: NodeJS.Timeout | undefined;
  app.addHook('onListen', (done) => {
    timer = setInterval(fold, OFTEN_MS).unref();
    done();
  });
  app.addHook('preClose', async () => {
    clearInterval(timer);
    await folding;
  });
}
