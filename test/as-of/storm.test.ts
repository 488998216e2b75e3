import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askedBy } from '../../src/access/asked-by.js';
import { PUBLIC_VIEWER } from '../../src/access/viewer.js';
import { sql } from '../../src/shared/sql.js';
import { openPlatform, type Platform } from '../support/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform();
}, 30_000);
afterAll(() => platform?.close());

const ACCOUNTS = 12;
const TOTAL = 1_000 * ACCOUNTS;

test('a transaction is seen whole or not at all, and the same instant says the same again, while others write', async () => {
  const { pool } = platform.database;
  const owner = platform.owner;
  // Rows of a table that is kept, which hold what is moved from one to another.
  await sql`insert into people_channel (code, name_zh, name_en) values ('STORM', '并发', 'Storm')`.execute(owner);
  await sql`insert into people_count (channel, programme, place_id, unit, people)
    select 'STORM', 'EAST_WEST', (select min(id) from place), 'PEOPLE', 1000 from generate_series(1, ${ACCOUNTS}::int)`.execute(owner);
  const { rows: kept } = await sql<{ id: string }>`select id::text as id from people_count where channel = 'STORM' order by id`.execute(owner);
  // What came before it within its millisecond has come by then.
  const began = Date.now() + 1;
  let writing = true;
  let moved = 0;

  const writer = async (nth: number) => {
    for (let step = 0; writing; step += 1) {
      const from = kept[(nth * 5 + step * 7) % ACCOUNTS]?.id;
      const to = kept[(nth * 3 + step * 11 + 1) % ACCOUNTS]?.id;
      if (from === to) continue;
      const move = sql`with moved as (
        update people_count set people = people + case id when ${from}::bigint then -1 else 1 end where id in (${from}::bigint, ${to}::bigint) returning 1)
        select pg_sleep(${(step % 4) / 1000}) from moved limit 1`;
      // Two who lock in another order: one of them gives up, which is no concern of this test.
      await move.execute(owner).then(
        () => (moved += 1),
        () => undefined,
      );
    }
  };

  const seen = new Map<string, string>();
  const wrong: string[] = [];
  const readAt = async (asOf: Date) => {
    const reads = askedBy(pool, { ...PUBLIC_VIEWER, asOf });
    const { rows } = await sql<{ total: string; all: string }>`
      select sum(people)::text as total, string_agg(id || ':' || people, ' ' order by id) as all from people_count where channel = 'STORM'`.execute(
      reads,
    );
    const [row] = rows;
    if (row?.total !== String(TOTAL)) wrong.push(`${asOf.toISOString()} ${row?.total}`);
    const before = seen.get(asOf.toISOString());
    if (before !== undefined && before !== row?.all) wrong.push(`${asOf.toISOString()} was ${before} is ${row?.all}`);
    seen.set(asOf.toISOString(), row?.all ?? '');
  };
  const reader = async () => {
    while (writing) {
      await readAt(new Date());
      await readAt(new Date(began + Math.floor(Math.random() * (Date.now() - began))));
    }
  };
  await pause(5);
  const all = [...Array.from({ length: 4 }, (_, nth) => writer(nth)), reader(), reader(), reader()];
  await pause(4_000);
  writing = false;
  await Promise.all(all);
  for (const instant of [...seen.keys()]) await readAt(new Date(instant));
  expect(wrong).toEqual([]);
  expect(moved).toBeGreaterThan(50);
  expect(new Set(seen.values()).size).toBeGreaterThan(20);
}, 60_000);
