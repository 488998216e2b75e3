import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/database.js';
import { unhurried } from '../../src/shared/unhurried.js';
import { type Owner, ownerOf } from '../support/owner.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const CONNECTIONS = 3;

let created: TestDatabase;
let database: Database;
let owner: Owner;
beforeAll(async () => {
  created = await createTestDatabase('reference');
  database = await openDatabase({ kind: 'postgresql', url: created.url, connections: CONNECTIONS });
  owner = ownerOf(database);
});
beforeEach(() => database.pool.send('select 1', []));
afterAll(async () => {
  await owner?.close();
  await database?.close();
  await created?.drop();
});

/** The connection that sleeps. */
async function expectSleeper(): Promise<{ pid: number }> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { rows } = await owner.owner.send("select pid from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'", []);
    if (rows[0]) return rows[0] as { pid: number };
    await wait(25);
  }
  throw new Error('Expected a connection that sleeps');
}

/** A light statement that answers what it is asked, and which connection answered. */
async function echo(value: number): Promise<{ value: number; connection: number }> {
  const { rows } = await database.pool.light.send('select $1::int as value, pg_backend_pid() as connection', [value]);
  return rows[0] as { value: number; connection: number };
}

function failing(): Promise<string> {
  return database.pool.light.send("select ('1' || $1)::int", ['x']).then(
    () => 'answered',
    ({ code }) => code,
  );
}

function counted(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

test('light statements of one moment share connections, and each has its own answer', async () => {
  for (const _ of counted(3)) {
    const answers = await Promise.all(counted(40).map(echo));
    expect(answers.map(({ value }) => value)).toEqual(counted(40));
    expect(new Set(answers.map(({ connection }) => connection)).size).toBeLessThanOrEqual(CONNECTIONS);
  }
  const [first, second] = await Promise.all([echo(1), echo(2)]);
  expect(first?.connection).toBe(second?.connection);
});

test('a light statement that fails takes none of those beside it along', async () => {
  const answers = await Promise.all([echo(1), failing(), echo(2), failing(), echo(3)]);
  expect(answers.map((answer) => (typeof answer === 'string' ? answer : answer.value))).toEqual([1, '22P02', 2, '22P02', 3]);
});

test('who a transaction is told asks is unknown to the light statements after it', async () => {
  const asker = () => database.pool.light.send("select current_setting('xieshou.account', true) as account", []);
  const told = database.pool.transaction((transaction) => transaction.send("select set_config('xieshou.account', '7', true) as account", []));
  const answers = await Promise.all([told, ...counted(20).map(asker)]);
  expect(answers.slice(1).map(({ rows }) => (rows[0] as { account: string | null }).account || null)).toEqual(counted(20).map(() => null));
});

test('a connection that is lost fails what was sent on it, and the next statements have another', async () => {
  const sent = Promise.allSettled([echo(1), database.pool.light.send('select pg_sleep(60)', []), echo(2)]);
  await expectSleeper().then(({ pid }) => owner.owner.send('select pg_terminate_backend($1)', [pid]));
  const lost = await sent;
  expect(lost.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect((await Promise.all(counted(20).map(echo))).map(({ value }) => value)).toEqual(counted(20));
});

test('a connection that is lost while its transaction waits for something else fails the transaction, and nothing more', async () => {
  const work = database.pool.transaction(async (transaction) => {
    const { rows } = await transaction.send('select pg_backend_pid() as pid', []);
    await owner.owner.send('select pg_terminate_backend($1)', [(rows[0] as { pid: number }).pid]);
    await wait(200);
    return transaction.send('select 1', []);
  });
  await expect(work).rejects.toMatchObject({ message: expect.stringContaining('onnection') });
  expect((await echo(5)).value).toBe(5);
});

test('a transaction whose statement failed fails, also where nobody waited for that statement', async () => {
  const work = database.pool.transaction(async (transaction) => {
    await transaction.send('create temporary table given (fen bigint) on commit drop', []);
    transaction.send("insert into given values ('none')", []).catch(() => undefined);
    return 'done';
  });
  await expect(work).rejects.toMatchObject({ code: '22P02' });
  expect((await echo(5)).value).toBe(5);
});

test('what a node holds that dies in the middle of long work is free within seconds, though the work would go on', async () => {
  const node = new pg.Client({ connectionString: created.url });
  node.on('error', () => undefined);
  await node.connect();
  await node.query('begin');
  await unhurried({ send: (text, values) => node.query(text, [...values]) });
  await node.query('select pg_advisory_xact_lock(7)');
  node.query('select pg_sleep(60)').catch(() => undefined);
  await expectSleeper();
  (node as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  const begun = performance.now();
  const { rows } = await owner.owner.send('select pg_advisory_lock(7), pg_advisory_unlock(7) as was_free', []);
  expect(rows).toMatchObject([{ was_free: true }]);
  expect(performance.now() - begun).toBeLessThan(10_000);
});

test('a transaction whose node has fallen silent is ended in time, and a machine that is gone is noticed', async () => {
  const { rows } = await database.pool.send(
    `select name, setting from pg_settings where name in ('idle_in_transaction_session_timeout', 'tcp_keepalives_idle', 'tcp_keepalives_interval',
       'tcp_keepalives_count') order by name`,
    [],
  );
  expect(rows).toEqual([
    { name: 'idle_in_transaction_session_timeout', setting: '30000' },
    { name: 'tcp_keepalives_count', setting: '3' },
    { name: 'tcp_keepalives_idle', setting: '15' },
    { name: 'tcp_keepalives_interval', setting: '5' },
  ]);
});

test('a database that is closed leaves no connection behind', async () => {
  const other = await openDatabase({ kind: 'postgresql', url: created.url, connections: CONNECTIONS });
  const { rows: opened } = await other.pool.send('select pg_backend_pid() as pid', []);
  const isThere = async () =>
    (await owner.owner.send('select from pg_stat_activity where pid = $1', [(opened[0] as { pid: number }).pid])).rows.length > 0;
  expect(await isThere()).toBe(true);
  await other.close();
  for (let tries = 0; tries < 100 && (await isThere()); tries += 1) await wait(20);
  expect(await isThere()).toBe(false);
});

test('runs a statement, and waits for a lock, as long as the settings say, whoever asks but the owner that prepares', async () => {
  const patience = { statementSeconds: 1, lockSeconds: 3 };
  const other = await openDatabase({ kind: 'postgresql', url: created.url, connections: 1, patience });
  const ask = (text: string) => other.pool.send(text, []);
  const limits = "select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock";
  expect((await ask(limits)).rows).toEqual([{ statement: '1s', lock: '3s' }]);
  await expect(ask('select pg_sleep(5)')).rejects.toMatchObject({ code: '57014' });
  expect((await database.pool.send(limits, [])).rows).toEqual([{ statement: '20s', lock: '10s' }]);
  await other.close();
  const owner = await openDatabase({ kind: 'postgresql', url: created.url, connections: 1, patience }, 'OWNER');
  expect((await owner.pool.send(limits, [])).rows).toEqual([{ statement: '0', lock: '0' }]);
  await owner.close();
});
