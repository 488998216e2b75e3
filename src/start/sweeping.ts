import type { FastifyInstance } from 'fastify';
import { sweep } from '../evidence/incoming.js';

const OFTEN_MS = 60 * 60 * 1000;

/** Removes what interrupted uploads left in the folder that they come in by, at the start and every hour. */
export function sweepRegularly(app: FastifyInstance, folder: string): void {
  const sweepNow = () => sweep(folder).catch((error: unknown) => app.log.warn({ err: error }, 'what uploads left behind could not be removed'));
  void sweepNow();
  const timer = setInterval(sweepNow, OFTEN_MS);
  app.addHook('onClose', async () => clearInterval(timer));
}
