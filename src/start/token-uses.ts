import type { FastifyInstance } from 'fastify';
import { writeUses } from '../access/token-uses.js';
import type { Database } from '../database.js';

const OFTEN_MS = 20_000;

/** Writes down when tokens were last used, for as long as the server runs and once more at its end. */
export function writeUsesRegularly(app: FastifyInstance, { pool }: Database): void {
  const write = () => writeUses(pool).catch((error: unknown) => app.log.warn({ err: error }, 'when tokens were last used could not be written down'));
  const timer = setInterval(write, OFTEN_MS);
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await write();
  });
}
