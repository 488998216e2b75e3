import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.js';
import { BLOCK, sealBlock } from '../history/sealing.js';
import type { SigningKey } from '../history/signing-key.js';
import type { Pool } from '../shared/sql.js';

const OFTEN_MS = 1_000;

/** Seals the history's new entries every second for as long as the server runs, and once more at its end. */
export function sealRegularly(app: FastifyInstance, { pool }: Database, key: SigningKey): void {
  let sealing: Promise<void> | undefined;
  const seal = () => {
    sealing ??= sealAll(pool, key)
      .catch((error: unknown) => app.log.warn({ err: error }, 'the history could not be sealed; it is tried again'))
      .finally(() => {
        sealing = undefined;
      });
    return sealing;
  };
  const timer = setInterval(seal, OFTEN_MS);
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await sealing;
    await seal();
  });
}

async function sealAll(pool: Pool, key: SigningKey): Promise<void> {
  while ((await sealBlock(pool, key)) === BLOCK);
}
