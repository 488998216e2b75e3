import type { FastifyInstance } from 'fastify';
import { type Database, isReady } from '../database.js';

const PATIENCE_MS = 3_000;

/** Live: the process answers. Ready: the database does too, so that requests may come. */
export function serveHealth(app: FastifyInstance, database: Database): void {
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const ready = await withinPatience(isReady(database));
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'database does not answer' });
  });
}

/** A database that hangs is not ready, and whoever asks must hear so before it gives up itself. */
async function withinPatience(answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  return Promise.race([answer, silence]).finally(() => clearTimeout(timer));
}
