import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.js';
import { passOverWhoLeft, REMINDERS, remindOfReports } from '../report/reminding.js';

const OFTEN_MS = 60_000;

/**
 * Reminds partners of their reports, and passes over places whose turn it is and for which nobody acts any more: at the start and every minute for
 * as long as the server runs. Of several processes each reminder is one's.
 */
export function remindRegularly(app: FastifyInstance, { pool }: Database): void {
  let reminding: Promise<void> | undefined;
  const remind = () => {
    reminding ??= remindOfAll(pool)
      .catch((error: unknown) => app.log.warn({ err: error }, 'reports could not be looked after; it is tried again'))
      .finally(() => {
        reminding = undefined;
      });
  };
  remind();
  const timer = setInterval(remind, OFTEN_MS);
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await reminding;
  });
}

async function remindOfAll(pool: Database['pool']): Promise<void> {
  await passOverWhoLeft(pool);
  while ((await remindOfReports(pool)) === REMINDERS);
}
