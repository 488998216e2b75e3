import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.js';
import { hubOf } from '../event/hub.js';
import { BLOCK, publishBlock } from '../event/publishing.js';

const OFTEN_MS = 500;

/**
 * Puts what happened into the outbox twice a second for as long as the server runs, as one statement says that there is something, and wakes
 * who listens. Of several processes one does it, and the others are woken by the notification.
 */
export function publishRegularly(app: FastifyInstance, { pool }: Database): void {
  let publishing: Promise<void> | undefined;
  const timer = setInterval(() => {
    publishing ??= publishAll(pool)
      .then((count) => {
        if (count > 0) void hubOf(pool).look();
      })
      .catch((error: unknown) => app.log.warn({ err: error }, 'what happened could not be told; it is tried again'))
      .finally(() => {
        publishing = undefined;
      });
  }, OFTEN_MS);
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await publishing;
  });
}

async function publishAll(pool: Database['pool']): Promise<number> {
  for (let all = 0; ; ) {
    const count = await publishBlock(pool);
    all += count;
    if (count < BLOCK) return all;
  }
}
