import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { buildRollups } from '../../seeds/rollups.js';
import { openDatabase } from '../../src/database.js';
import { migrate } from '../../src/upgrading/migrate.js';
import { reserveHugePages } from '../server/huge-pages.js';
import { BUFFER_MEGABYTES, LOADING, MEASURED, type Server, startPostgres } from '../server/postgres.js';
import { warm } from '../server/warm.js';
import type { Size } from '../sizes.js';
import { ledgerFolder } from './cache.js';
import { assertChecksHold } from './checks.js';
import { generateLedgerOf, runnerOf, writeLater } from './generate.js';
import { type Progress, printedProgress } from './progress.js';

/** The largest ledger whose every invariant is checked after its load; the others are made by the same statements. */
const CHECKED_UP_TO = 100_000;

/** A server with a ledger. */
export interface Ledger extends Server {
  /** The number of the last contribution that was loaded: what is written is numbered after it. */
  readonly lastLoaded: string;
}

/** Starts the server with a ledger of this size in its memory. It is loaded the first time. */
export async function openLedgerOf(size: Size): Promise<Ledger> {
  const folder = ledgerFolder(size.name);
  const ready = join(folder, 'ready');
  if (!existsSync(ready)) {
    await rm(folder, { recursive: true, force: true });
    await writeFile(ready, await load(folder, size, printedProgress(`load ${size.name}`)));
  }
  const giveBack = reserveHugePages(BUFFER_MEGABYTES);
  const server = await startPostgres(folder, MEASURED).catch((error: unknown) => {
    giveBack();
    throw error;
  });
  await warm(server.url);
  return { ...server, lastLoaded: await readFile(ready, 'utf8'), stop: () => server.stop().finally(giveBack) };
}

async function load(folder: string, size: Size, progress: Progress): Promise<string> {
  progress('start');
  const server = await startPostgres(folder, LOADING);
  try {
    const database = await openDatabase({ kind: 'postgresql', url: server.url, connections: 2 }, 'OWNER');
    await migrate(database);
    await database.close();
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await generateLedgerOf(client, size.contributions, progress);
    progress('statistics');
    await client.query('analyze');
    progress('rollups');
    await client.query('begin');
    await buildRollups(runnerOf(client));
    await client.query('commit');
    progress('what came later');
    await writeLater(client);
    progress('vacuum');
    await client.query('vacuum (analyze)');
    await client.query('create extension if not exists pg_stat_statements');
    await client.query('create extension if not exists pg_prewarm');
    if (size.contributions <= CHECKED_UP_TO) {
      progress('checks');
      await assertChecksHold(client);
    }
    const { rows } = await client.query<{ last: string }>('select max(id)::text as last from contribution');
    await client.query('checkpoint');
    await client.end();
    progress('ready');
    return rows[0]?.last ?? '0';
  } finally {
    await server.stop();
  }
}
