import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { type Database, openDatabase } from '../../src/database.js';
import { type Executor, sql } from '../../src/shared/sql.js';
import { newestMigration } from '../../src/upgrading/migration-file.js';
import { Standing } from '../../src/upgrading/standing.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const AWAY = { code: '57P03' };

let copy: TestDatabase;
let owner: Database;
let serving: Database;
let standing: Standing;

beforeAll(async () => {
  copy = await createTestDatabase('reference');
  owner = await openDatabase({ kind: 'postgresql', url: copy.url, connections: 2 }, 'OWNER');
  serving = await openDatabase({ kind: 'postgresql', url: copy.url, connections: 2 });
  await sql`create table mark (name text)`.execute(owner.pool);
  await sql`grant select, insert on mark to xieshou_app`.execute(owner.pool);
}, 60_000);
beforeEach(async () => {
  standing = new Standing(serving.pool, newestMigration());
  await standing.renew();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await standing.end();
  await sql`update serving_floor set migration = 0`.execute(owner.pool);
});
afterAll(async () => {
  await serving?.close();
  await owner?.close();
  await copy?.drop();
});

/** So much later, by the clock of the process. */
function later(milliseconds: number): void {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + milliseconds);
}

/** A newer version has taken something away, while this process was not heard of. */
async function takenAway(): Promise<void> {
  await sql`update serving_process set until = clock_timestamp()`.execute(owner.pool);
  await sql`select raise_serving_floor(${newestMigration() + 1}::int)`.execute(owner.pool);
}

const mark = (executor: Executor, name: string) => sql`insert into mark (name) values (${name})`.execute(executor);
const marks = async () => (await sql<{ name: string }>`delete from mark returning name`.execute(owner.pool)).rows.map(({ name }) => name);
const processes = async () => (await sql`select from serving_process where until > clock_timestamp()`.execute(owner.pool)).rows.length;

it('a process that serves is known to the database until it takes its leave', async () => {
  expect(await processes()).toBe(1);
  await mark(standing.pool, 'a');
  await standing.end();
  expect(await processes()).toBe(0);
  expect(await marks()).toEqual(['a']);
});

it('a process that has not been heard of for a while asks before it sends anything, and serves on', async () => {
  await sql`delete from serving_process`.execute(owner.pool);
  later(11_000);
  await Promise.all([mark(standing.pool, 'a'), mark(standing.pool.light, 'b'), standing.pool.transaction((transaction) => mark(transaction, 'c'))]);
  expect((await marks()).sort()).toEqual(['a', 'b', 'c']);
  expect(await processes()).toBe(1);
});

it('a process that comes back after something was taken away sends nothing any more, and is told once', async () => {
  let lost = 0;
  standing.whenLost(() => {
    lost += 1;
  });
  await takenAway();
  later(11_000);
  for (let time = 0; time < 2; time += 1) {
    await expect(mark(standing.pool, 'a')).rejects.toMatchObject(AWAY);
    await expect(mark(standing.pool.light, 'b')).rejects.toMatchObject(AWAY);
    await expect(standing.pool.transaction((transaction) => mark(transaction, 'c'))).rejects.toMatchObject(AWAY);
  }
  expect(await marks()).toEqual([]);
  expect(lost).toBe(1);
  // Whoever asks too late is told as well.
  standing.whenLost(() => {
    lost += 1;
  });
  expect(lost).toBe(2);
});

it('a transaction during which the process was away is taken back', async () => {
  const writing = standing.pool.transaction(async (transaction) => {
    await mark(transaction, 'a');
    later(11_000);
  });
  await expect(writing).rejects.toMatchObject(AWAY);
  expect(await marks()).toEqual([]);
});
