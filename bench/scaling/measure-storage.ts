import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { PLATFORM } from '../contestants/platform.js';
import { startContestant } from '../contestants/start.js';
import { forgetWrites } from '../load/forget-writes.js';
import { openLedgerOf } from '../load/ledger.js';
import { putLoad } from '../measuring/load.js';
import { requestsOf } from '../measuring/measure.js';
import { type Size, sizeNamed } from '../sizes.js';
import { drawWorld } from '../workloads/world.js';
import { LOG_APART } from '../workloads/writes.js';
import { keepStorage, type LedgerSize, type TableSize, type WriteSize } from './storage.js';

/** Folding, sealing and telling come after the last answer. */
const SETTLING_MS = 10_000;

/** npm run bench -- storage: what ledgers of some sizes take on disk, and what one logged contribution adds. */
export async function measureStorage(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '100k,1m' },
      seconds: { type: 'string', default: '30' },
      out: { type: 'string', default: 'bench/RESULTS.md' },
    },
  });
  for (const size of values.sizes.split(',').map(sizeNamed)) {
    const { ledger, write } = await storageOf(size, Number(values.seconds));
    keepStorage(values.out, { [size.name]: ledger }, write);
    const bytes = Object.values(ledger.tables).reduce((sum, { heapBytes, indexBytes }) => sum + heapBytes + indexBytes, 0);
    console.log(`${size.name}: ${Math.round(bytes / size.contributions)} bytes for each contribution`);
    const added = Object.values(write.tables).reduce((sum, one) => sum + one, 0);
    console.log(`${write.writes} writes: ${Math.round(added)} bytes and ${Math.round(write.walBytes)} of write-ahead log for each`);
  }
}

async function storageOf(size: Size, seconds: number): Promise<{ ledger: LedgerSize; write: WriteSize }> {
  const server = await openLedgerOf(size);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    await forgetWrites(client, server.lastLoaded);
    const before = await tableSizes(client);
    const world = await drawWorld(client, server.url);
    const logs = await mkdtemp(join(tmpdir(), 'xieshou-bench-logs-'));
    const running = await startContestant(PLATFORM, { databaseUrl: server.url, connections: 10, processes: 2 }, logs);
    // The first change of a page after a checkpoint puts the whole page into the log; as checkpoints come and go in service, so here one comes before.
    await client.query('checkpoint');
    const from = await walPosition(client);
    const { requests } = await putLoad({
      port: running.port,
      connections: LOG_APART.connections ?? 1,
      milliseconds: seconds * 1000,
      next: requestsOf(running, LOG_APART.asks(world)),
    });
    await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
    const walBytes = ((await walPosition(client)) - from) / requests;
    await running.stop();
    const after = await tableSizes(client);
    await forgetWrites(client, server.lastLoaded);
    const grown = Object.entries(after).map(([name, { heapBytes, indexBytes }]): [string, number] => {
      const was = before[name] ?? { heapBytes: 0, indexBytes: 0 };
      return [name, Math.max(0, heapBytes + indexBytes - was.heapBytes - was.indexBytes) / requests];
    });
    const tables = Object.fromEntries(grown.filter(([, bytes]) => bytes > 0).map(([name, bytes]) => [name, Math.round(bytes * 10) / 10]));
    return {
      ledger: { contributions: size.contributions, tables: before },
      write: { size: size.name, writes: requests, walBytes: Math.round(walBytes), tables },
    };
  } finally {
    await client.end();
    await server.stop();
  }
}

async function tableSizes(client: pg.Client): Promise<Record<string, TableSize>> {
  const { rows } = await client.query<{ name: string; heap: string; index: string; rows: string }>(`
    select case nspname when 'public' then '' else nspname || '.' end || relname as name,
           pg_table_size(pg_class.oid)::text as heap, pg_indexes_size(pg_class.oid)::text as index, greatest(reltuples, 0)::bigint::text as rows
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind = 'r' and nspname in ('public', 'past') and relname not like 'mikro_orm%' order by 1`);
  return Object.fromEntries(
    rows.map(({ name, heap, index, rows: count }) => [name, { heapBytes: Number(heap), indexBytes: Number(index), rows: Number(count) }]),
  );
}

async function walPosition(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>("select (pg_current_wal_insert_lsn() - '0/0')::text as bytes");
  return Number(rows[0]?.bytes);
}
