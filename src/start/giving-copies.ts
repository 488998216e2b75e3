import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { CopyChannel } from '../backup/copy-channel.js';
import { COPY, frozenCopy } from '../backup/frozen-copy.js';
import type { Config } from '../config.js';
import type { Database } from '../database.js';

/** Gives a copy of the embedded database to `backup`, for as long as the server runs: nobody else can while it has it. */
export async function giveCopies(
  app: FastifyInstance,
  database: Database,
  { dataFolder, storage }: Pick<Config, 'dataFolder' | 'storage'>,
): Promise<void> {
  if (storage.kind !== 'embedded') return;
  try {
    const channel = await CopyChannel.open(dataFolder, () => frozenCopy(database, join(dataFolder, COPY)));
    app.addHook('onClose', () => channel.close());
  } catch (error) {
    app.log.warn({ err: error }, 'no backup can be taken while this program runs');
  }
}
