import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.js';
import { passOverWhoLeft, REMINDERS, remindOfReports } from '../report/reminding.js';
import type { Pool } from '../shared/sql.js';

const OFTEN_MS = 60_000;

/**
 * Reminds partners of their reports, and passes over places whose turn it is and for which nobody acts any more: at the start and every minute for
 * as long as the server runs. Of several processes each reminder is one's.
 */
export function remindRegularly(app: FastifyInstance, { pool }: Database): void {
  let looking: Promise<void> | undefined;
  const look = () => {
    looking ??= lookAfterReports(app, pool).finally(() => {
      looking = undefined;
    });
  };
  look();
  const timer = setInterval(look, OFTEN_MS);
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await looking;
  });
}

/** Where one of the two fails the other is done all the same. */
async function lookAfterReports(app: FastifyInstance, pool: Pool): Promise<void> {
  const triedAgain = (what: string) => (error: unknown) => app.log.warn({ err: error }, `${what}; it is tried again`);
  await remindOfAll(pool).catch(triedAgain('partners could not be reminded of reports'));
  await passOverWhoLeft(pool).catch(triedAgain('places could not be passed over in the review of reports'));
}

async function remindOfAll(pool: Pool): Promise<void> {
  while ((await remindOfReports(pool)) === REMINDERS);
}
