import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { asOwner } from '../../src/access/as-owner.js';
import { sql } from '../../src/shared/sql.js';
import { checkpointBehind } from '../../src/start/checkpoints.js';
import { openEmbeddedPlatform, type Platform } from '../support/platform.js';

const SEGMENT = /^[0-9A-F]{24}$/;

let folder: string;
let platform: Platform;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xieshou-'));
  platform = await openEmbeddedPlatform(folder);
}, 60_000);
afterAll(async () => {
  await platform?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The number of the oldest and of the newest file of the log. */
async function segments(): Promise<{ oldest: number; count: number }> {
  const names = (await readdir(join(folder, 'postgres', 'pg_wal'))).filter((name) => SEGMENT.test(name)).sort();
  return { oldest: Number.parseInt((names[0] ?? '').slice(8), 16), count: names.length };
}

/** As much as some thousand writes leave in the log. */
async function write(): Promise<void> {
  await asOwner(platform.database.pool, async (database) => {
    await sql`create table written as select repeat(md5(n::text), 60) as text from generate_series(1, 60000) n`.execute(database);
    await sql`drop table written`.execute(database);
  });
}

it('the log of the embedded database does not grow for as long as it is written to, but up to its checkpoints', async () => {
  const { pool } = platform.database;
  let last = await checkpointBehind(pool, '');
  const begun = await segments();
  for (let time = 0; time < 3; time += 1) {
    await write();
    last = await checkpointBehind(pool, last);
  }
  const ended = await segments();
  expect(ended.oldest).toBeGreaterThan(begun.oldest);
  // What PostgreSQL keeps for the next writes is a matter of min_wal_size and of what came between the last two.
  expect(ended.count).toBeLessThan(begun.count + 20);
}, 60_000);

it('and where nothing was written there is no checkpoint', async () => {
  const { pool } = platform.database;
  const last = await checkpointBehind(pool, '');
  const made = () =>
    asOwner(
      pool,
      async (database) => (await sql<{ at: string }>`select checkpoint_lsn::text as at from pg_control_checkpoint()`.execute(database)).rows[0]?.at,
    );
  const before = await made();
  expect(await checkpointBehind(pool, last)).toBe(last);
  expect(await made()).toBe(before);
});
