import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Conditions } from './contestants/contestant.js';
import { PLATFORM } from './contestants/platform.js';
import { type Running, startContestant } from './contestants/start.js';
import { forgetWrites } from './load/forget-writes.js';
import { openLedgerOf } from './load/ledger.js';
import type { Server } from './server/postgres.js';
import { sizeNamed } from './sizes.js';
import { drawWorld, type World } from './workloads/world.js';

/** The platform with nobody beside it, on a ledger of a size. */
export interface LonePlatform {
  readonly server: Server;
  readonly client: pg.Client;
  readonly world: World;
  readonly running: Running;
  /** Ends all of it, and takes away what was written. */
  close(): Promise<void>;
}

export async function openLonePlatform(size: string, conditions: Pick<Conditions, 'connections' | 'processes'>): Promise<LonePlatform> {
  const server = await openLedgerOf(sizeNamed(size));
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  // A run that was cut off has left its writes.
  await forgetWrites(client, server.lastLoaded);
  const world = await drawWorld(client, server.url);
  const logs = await mkdtemp(join(tmpdir(), 'xieshou-bench-logs-'));
  const running = await startContestant(PLATFORM, { ...conditions, databaseUrl: server.url }, logs);
  return {
    server,
    client,
    world,
    running,
    close: async () => {
      await running.stop();
      await forgetWrites(client, server.lastLoaded);
      await client.end();
      await server.stop();
    },
  };
}
