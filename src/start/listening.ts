import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.js';
import { hubOf } from '../event/hub.js';
import { CHANNEL } from '../event/publishing.js';
import { servingAddress } from '../server-pool.js';

const AGAIN_MS = 2_000;

/** A server that is gone without a word is noticed soon after so long. */
const LOOKED_AFTER_MS = 10_000;

/**
 * Listens to what the other processes say, by a connection of its own from when a first client subscribes. An embedded database has one
 * process, which wakes itself. While the connection is lost what is new is found a little later (`Hub`).
 */
export function listenForNotifications(app: FastifyInstance, { pool, storage }: Database): void {
  if (storage.kind !== 'postgresql') return;
  const url = servingAddress(storage);
  const hub = hubOf(pool);
  let client: { end(): Promise<void> } | undefined;
  let closed = false;
  const listen = async () => {
    const { default: pg } = await import('pg');
    const connection = new pg.Client({ connectionString: url, keepAlive: true, keepAliveInitialDelayMillis: LOOKED_AFTER_MS });
    client = connection;
    let isLost = false;
    const lost = (error?: unknown) => {
      if (isLost || closed) return;
      isLost = true;
      if (error) app.log.warn({ err: error }, 'the connection that listens was lost; it is opened again');
      setTimeout(() => closed || void listen(), AGAIN_MS).unref();
    };
    connection.on('error', lost);
    connection.on('end', () => lost());
    connection.on('notification', () => void hub.look());
    try {
      await connection.connect();
      await connection.query(`listen ${CHANNEL}`);
      void hub.look();
    } catch (error) {
      lost(error);
      await connection.end().catch(() => undefined);
    }
  };
  hub.onListened = () => {
    if (client === undefined && !closed) void listen();
  };
  app.addHook('onClose', async () => {
    closed = true;
    await client?.end().catch(() => undefined);
  });
}
