import pg from 'pg';
import type { Platform } from './platform.js';

/** A connection of its own to the platform's database, for what another client does meanwhile. On PostgreSQL only. */
export async function connectionTo({ database: { storage } }: Platform): Promise<pg.Client> {
  if (storage.kind !== 'postgresql') throw new Error('Expected a platform on PostgreSQL, got an embedded one');
  const client = new pg.Client({ connectionString: storage.url });
  await client.connect();
  return client;
}
