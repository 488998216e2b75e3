import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { SqlRunner } from '../seeds/bulk.js';
import { loadDemonstration } from '../seeds/demonstration.js';
import { loadReference } from '../seeds/reference.js';
import { createEmbedded } from '../src/embedded.js';
import { startPostgres } from './server/postgres.js';

/**
 * How long it takes to fill a fresh database: node dist/bench/seed-load.js [runs] [engine …]
 *
 * Peak memory is the whole process's, and so is comparable only when one engine is asked for; the server's own is not in it.
 */
const MIGRATIONS = join(process.cwd(), 'schema/migrations');
const SEED = 2020;

interface Database {
  runner: SqlRunner;
  script(sql: string): Promise<unknown>;
  close(): Promise<unknown>;
}

interface Measurement {
  referenceSeconds: number;
  demonstrationSeconds: number;
  rows: number;
}

const ENGINES: Readonly<Record<string, () => Promise<Database>>> = {
  'pglite-memory': () => openPGlite(),
  'pglite-disk': async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seed-load-pglite-'));
    return closingWith(await openPGlite(folder), () => rm(folder, { recursive: true }));
  },
  'postgres-18': openPostgres,
};

async function main([runs = '3', ...chosen]: readonly string[]): Promise<void> {
  const engines = chosen.length > 0 ? chosen : Object.keys(ENGINES);
  for (const engine of engines) {
    const measurements: Measurement[] = [];
    for (let run = 0; run < Number(runs); run += 1) measurements.push(await measure(engine));
    report(engine, measurements);
  }
}

async function measure(engine: string): Promise<Measurement> {
  const open = ENGINES[engine];
  if (open === undefined) throw new Error(`Expected an engine of ${Object.keys(ENGINES).join(', ')}, got "${engine}"`);
  const database = await open();
  try {
    for (const file of readdirSync(MIGRATIONS).sort()) await database.script(readFileSync(join(MIGRATIONS, file), 'utf8'));

    await database.script('begin');
    const started = performance.now();
    await loadReference(database.runner);
    const loaded = performance.now();
    const rows = await loadDemonstration(database.runner, { seed: SEED });
    await database.script('commit');
    return { rows, referenceSeconds: (loaded - started) / 1000, demonstrationSeconds: (performance.now() - loaded) / 1000 };
  } finally {
    await database.close();
  }
}

function report(engine: string, measurements: readonly Measurement[]): void {
  const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  const seconds = median(measurements.map(({ demonstrationSeconds }) => demonstrationSeconds));
  const rows = measurements[0]?.rows ?? 0;
  console.log(
    [
      engine.padEnd(14),
      `reference ${median(measurements.map(({ referenceSeconds }) => referenceSeconds)).toFixed(2)} s`,
      `demonstration ${seconds.toFixed(2)} s (${measurements.map((one) => one.demonstrationSeconds.toFixed(2)).join(', ')})`,
      `${rows} rows, ${Math.round(rows / seconds)} rows/s`,
      `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
    ].join(' | '),
  );
}

async function openPGlite(folder?: string): Promise<Database> {
  const database = await createEmbedded(folder);
  return {
    runner: { execute: async (sql, values = []) => (await database.query(sql, [...values])).rows },
    script: (sql) => database.exec(sql),
    close: () => database.close(),
  };
}

async function openPostgres(): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), 'seed-load-postgres-'));
  const server = await startPostgres(folder, {});
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  return {
    runner: { execute: async (sql, values = []) => (await client.query(sql, [...values])).rows },
    script: (sql) => client.query(sql),
    close: async () => {
      await client.end();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function closingWith(database: Database, after: () => Promise<unknown>): Database {
  return { ...database, close: () => database.close().then(after) };
}

await main(process.argv.slice(2));
