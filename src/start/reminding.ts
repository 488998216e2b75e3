import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.js';
import { REMINDERS, remindOfReports } from '../report/reminding.js';

const OFTEN_MS = 60_000;

/** Reminds partners of their reports, at the start and every minute for as long as the server runs. Of several processes each reminder is one's. */
export function remindRegularly(app: FastifyInstance, { pool }: Database): void {
  let reminding: Promise<void> | undefined;
  const remind = () => {
    reminding ??= remindOfAll(pool)
      .catch((error: unknown) => app.log.warn({ err: error }, 'partners could not be reminded of reports; it is tried again'))
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
  while ((await remindOfReports(pool)) === REMINDERS);
}
