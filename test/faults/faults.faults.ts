import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { encodeId } from '../../src/shared/id.js';
import { sql } from '../../src/shared/sql.js';
import { brokenChecks } from '../support/checks.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { SERVER_VARIABLE } from '../support/server.setup.js';
import { createWorld, type World } from '../support/world.js';
import { compared, type Row } from './checker.js';
import { Journal } from './journal.js';
import { PostgresServer } from './postgres-server.js';
import { SupervisedProgram } from './supervised-program.js';
import { Writers } from './writers.js';

const FAULTS = Number(process.env.XIESHOU_FAULTS ?? 200);
const WRITERS = 8;
/** How long it may take at most until a write is acknowledged again, and in the middle of all. */
const WORST_MS = 15_000;
const MEDIAN_MS = 3_000;
const GIVEN_UP_MS = 60_000;

let server: PostgresServer;
let platform: Platform;
let world: World;
let program: SupervisedProgram;

beforeAll(async () => {
  server = await PostgresServer.start();
  process.env[SERVER_VARIABLE] = server.url;
  platform = await openPlatform();
  world = await createWorld(platform);
  const { storage } = platform.database;
  if (storage.kind !== 'postgresql') throw new Error('Expected a platform on PostgreSQL');
  const url = new URL(storage.url);
  url.searchParams.set('application_name', 'faulty');
  program = new SupervisedProgram({
    DATABASE_URL: url.href,
    DATABASE_CONNECTIONS: '8',
    XIESHOU_PROCESSES: '2',
    PORT: String(PORT),
    LOG_LEVEL: 'error',
    LIMIT_COST_PER_MINUTE_ACCOUNT: '1000000000',
  });
}, 300_000);
afterAll(async () => {
  await program?.stop();
  await platform?.close().catch(() => undefined);
  await server?.stop();
}, 60_000);

const PORT = 4_700 + Math.floor(Math.random() * 1_000);

/** A question to the database that is asked anew where its connection was cut. */
async function rowsOf<Found>(statement: string): Promise<Found[]> {
  for (;;) {
    const { storage } = platform.database;
    const client = new pg.Client({ connectionString: storage.kind === 'postgresql' ? storage.url : '' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query(statement)).rows as Found[];
    } catch {
      await setTimeout(200);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

const BACKENDS = "from pg_stat_activity where application_name = 'faulty'";

const FULL_DISK = 'the disk is full for a second';

/** What happens to the program and its database. */
const KINDS: Readonly<Record<string, () => unknown>> = {
  'the program is killed': () => program.kill(),
  'the program is asked to end': () => program.terminate(),
  'a process of the program is killed': () => program.killWorker(),
  'all connections are cut': () => rowsOf(`select pg_terminate_backend(pid) ${BACKENDS}`),
  'a backend is killed': async () => {
    const [backend] = await rowsOf<{ pid: number }>(`select pid ${BACKENDS} order by random() limit 1`);
    if (backend) server.killBackend(backend.pid);
  },
  'the database is restarted': () => server.restart(),
  'the database is killed': () => server.kill(),
  'the database freezes for two seconds': () => server.freeze(2_000),
  [FULL_DISK]: () => server.fillDisk(1_000),
};

async function whenAcknowledgedAfter(journal: Journal, moment: number): Promise<number> {
  while (performance.now() - moment < GIVEN_UP_MS) {
    const at = journal.firstAfter(moment);
    if (at !== undefined) return at - moment;
    await setTimeout(20);
  }
  return Number.POSITIVE_INFINITY;
}

test(`whatever happens to the program and its database, ${FAULTS} times, no acknowledged write is lost, doubled or changed, and it is well again soon`, async () => {
  const journal = new Journal();
  const target = { address: `http://127.0.0.1:${PORT}`, token: world.shanghai.token, project: world.project };
  const writers = new Writers(WRITERS, target, journal);
  expect(await whenAcknowledgedAfter(journal, performance.now())).toBeLessThan(GIVEN_UP_MS);

  // Only a privileged user can mount a small disk. Where none is, that fault is not among them, and no other stands for it.
  if (!server.hasSmallDisk) console.warn(`Not tried: ${FULL_DISK}`);
  const names = Object.keys(KINDS).filter((name) => name !== FULL_DISK || server.hasSmallDisk);
  const recoveries: { readonly name: string; readonly ms: number }[] = [];
  for (let nth = 0; nth < FAULTS; nth += 1) {
    const name = names[nth % names.length] ?? '';
    await KINDS[name]?.();
    recoveries.push({ name, ms: await whenAcknowledgedAfter(journal, performance.now()) });
    if (recoveries.at(-1)?.ms === Number.POSITIVE_INFINITY) break;
    await setTimeout(Math.random() * 300);
  }
  await writers.end();

  const rows = (await rowsOf<{ id: string; fen: string }>('select id::text as id, amount_fen::text as fen from contribution')).map(
    ({ id, fen }): Row => ({ id: encodeId('Contribution', id), fen: Number(fen) }),
  );
  const times = recoveries.map(({ ms }) => ms).sort((a, b) => a - b);
  const slowest = recoveries.toSorted((a, b) => b.ms - a.ms).slice(0, 5);
  const [median = 0, worst = 0] = [times[Math.floor(times.length / 2)], times.at(-1)];
  report({
    faults: recoveries.length,
    written: journal.entries.length,
    acknowledged: journal.acknowledged,
    rows: rows.length,
    median,
    worst,
    slowest,
    disk: server.hasSmallDisk,
  });

  expect(compared(journal.entries, rows)).toEqual({ lost: [], doubled: [], changed: [], invented: [], answeredTwice: [] });
  expect(writers.unexpected).toEqual([]);
  expect(program.endings.filter((code) => code !== 0)).toEqual([]);
  expect(median).toBeLessThanOrEqual(MEDIAN_MS);
  expect(worst).toBeLessThanOrEqual(WORST_MS);
  await platform.rows(sql`select 1`).catch(() => undefined);
  expect(await brokenChecks(platform.owner)).toEqual({});
}, 3_600_000);

function report(figures: object): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
