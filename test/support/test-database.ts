import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { loadDemonstration } from '../../seeds/demonstration.js';
import { loadReference } from '../../seeds/reference.js';
import { type Database, openDatabase, served } from '../../src/database.js';
import { takeDataFolder } from '../../src/start/data-folder.js';
import { migrate } from '../../src/upgrading/migrate.js';

/** What a database of a test begins with: the facts alone, or the demonstration ledger on top of them. */
export type Filling = 'reference' | 'demonstration';

export const DEMONSTRATION_SEED = 2020;

/** A database of one test file's own, copied from a template that the first file of the run to ask for it makes. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export function createTestDatabase(filling: Filling): Promise<TestDatabase> {
  return copied((server) => templateOf(server, filling));
}

/** A copy of a database that nobody is connected to. */
export function copyTestDatabase({ url }: TestDatabase): Promise<TestDatabase> {
  return copied(async () => new URL(url).pathname.slice(1));
}

async function copied(original: (server: pg.Client) => Promise<string>): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(async (server) => {
    await server.query(`create database ${name} template ${await original(server)} strategy file_copy`);
  });
  return {
    url: urlOf(name),
    drop: () => onServer(async (server) => void (await server.query(`drop database ${name} with (force)`))),
  };
}

/** The name of the template. Whoever comes first makes it, and the others wait for the lock meanwhile. */
async function templateOf(server: pg.Client, filling: Filling): Promise<string> {
  const name = `template_${filling}`;
  await server.query('select pg_advisory_lock(hashtext($1))', [name]);
  try {
    if (await exists(server, name)) return name;
    const unfinished = `unfinished_${filling}`;
    await server.query(`drop database if exists ${unfinished} with (force)`);
    await server.query(`create database ${unfinished} template ${filling === 'reference' ? 'template0' : await templateOf(server, 'reference')}`);
    await fill(urlOf(unfinished), filling);
    await server.query(`alter database ${unfinished} rename to ${name}`);
    return name;
  } finally {
    await server.query('select pg_advisory_unlock(hashtext($1))', [name]);
  }
}

async function exists(server: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await server.query('select from pg_database where datname = $1', [name]);
  return rowCount === 1;
}

async function fill(url: string, filling: Filling): Promise<void> {
  if (filling === 'reference') {
    const database = await openDatabase({ kind: 'postgresql', url, connections: 2 }, 'OWNER');
    await migrate(database);
    await database.close();
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const runner = { execute: async (text: string, values: readonly unknown[] = []) => (await client.query(text, [...values])).rows };
  await client.query('begin');
  if (filling === 'reference') await loadReference(runner);
  else await loadDemonstration(runner, { seed: DEMONSTRATION_SEED });
  await client.query('commit');
  await client.end();
}

/** An embedded database in memory, with the facts; or in a data folder, where the program finds it. */
export async function openEmbedded(dataFolder?: string): Promise<Database> {
  const held = dataFolder === undefined ? null : await takeDataFolder(dataFolder);
  const database = await openDatabase({ kind: 'embedded', folder: held?.database ?? null }, 'OWNER');
  await migrate(database);
  await database.pool.transaction(async (transaction) => {
    await loadReference({ execute: async (text, values = []) => (await transaction.send(text, values)).rows });
  });
  const ready = await served(database);
  return { ...ready, close: () => ready.close().finally(() => held?.release()) };
}

function urlOf(database: string): string {
  const server = process.env.XIESHOU_TEST_SERVER;
  if (server === undefined) throw new Error('Expected the server of server.setup.ts in XIESHOU_TEST_SERVER, got nothing');
  return `${server}/${database}`;
}

async function onServer<Result>(work: (server: pg.Client) => Promise<Result>): Promise<Result> {
  const server = new pg.Client({ connectionString: urlOf('postgres') });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}
