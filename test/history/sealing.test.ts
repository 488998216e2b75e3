import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openDatabase } from '../../src/database.js';
import { verifiedLive } from '../../src/history/live-verification.js';
import { sealBlock } from '../../src/history/sealing.js';
import { sql } from '../../src/shared/sql.js';
import { openEmbeddedPlatform, openPlatform, type Platform } from '../support/platform.js';
import { storm } from '../support/storm.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';
import { exported, newKey, othersEnded, sealEverything, superuser } from './sealed.js';

const counts = async ({ rows }: Platform) =>
  (
    await rows<{ entries: number; seals: number; sealed: number; last: number; heads: number }>(sql`
      select (select count(*) from history_entry)::int as entries, (select count(*) from history_seal)::int as seals,
        (select count(distinct entry_id) from history_seal join history_entry on history_entry.id = entry_id)::int as sealed,
        (select coalesce(max(position), 0) from history_seal)::int as last, (select count(*) from history_head)::int as heads`)
  )[0];

describe.each([
  ['a server', openPlatform],
  ['the embedded database', openEmbeddedPlatform],
])('on %s', (_where, opening) => {
  const given = useWorld(() => opening(), 60);

  test('what is written is sealed in the order of its transactions, once, and the end is signed', async () => {
    const { platform, world } = given;
    const key = newKey();
    await sealEverything(platform, key);
    const before = await counts(platform);
    for (const amount of ['1', '2', '3']) await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, amount }));
    await othersEnded(platform);
    expect(await sealBlock(platform.database.pool, key)).toBe(3);
    expect(await sealBlock(platform.database.pool, key)).toBe(0);
    const after = await counts(platform);
    expect(after).toMatchObject({
      entries: (before?.entries ?? 0) + 3,
      last: after?.entries,
      sealed: after?.entries,
      heads: (before?.heads ?? 0) + 1,
    });
    const order = await platform.rows(sql`
      select position from history_seal join history_entry entry on entry.id = entry_id
      where position <> (select count(*) from history_entry earlier where (earlier.written_in, earlier.id) <= (entry.written_in, entry.id))`);
    expect(order).toEqual([]);
  });

  test('another key seals on where the last one was, and both verify', async () => {
    const { platform, world } = given;
    const [first, second] = [newKey(), newKey()];
    for (const key of [first, second, first]) {
      await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
      await sealEverything(platform, key);
    }
    const keys = (await exported(platform)).filter((line) => line.startsWith('{"key"'));
    expect(keys.join()).toContain(first.id);
    expect(keys.join()).toContain(second.id);
    expect(keys.join()).not.toContain('PRIVATE');
  });

  test('nothing is written as long as there is nothing to seal', async () => {
    const { platform } = given;
    const key = newKey();
    await sealEverything(platform, key);
    const state = () => platform.rows(sql`select xmin::text as xmin, * from history_cursor`);
    const before = await state();
    await sealBlock(platform.database.pool, key);
    expect(await state()).toEqual(before);
  });
});

describe('on a server', () => {
  const given = useWorld(openPlatform, 60);
  const connectionsOf = ({ database }: Platform) => {
    if (database.storage.kind !== 'postgresql') throw new Error('Expected a server');
    return database.storage;
  };
  const verifiedBy = async (platform: Platform) => {
    const owner = await openDatabase({ ...connectionsOf(platform), connections: 1 }, 'OWNER');
    try {
      return await verifiedLive(owner.pool);
    } finally {
      await owner.close();
    }
  };

  test('several that seal while many write lose no entry, seal none twice and leave a chain that is whole', async () => {
    const { platform, world } = given;
    const sealers = await Promise.all(Array.from({ length: 3 }, async () => openDatabase({ ...connectionsOf(platform), connections: 1 })));
    let writing = true;
    let blocks = 0;
    const sealing = sealers.map(async ({ pool }) => {
      const key = newKey();
      // Transactions of other tests may hold all of it back for as long as it is written.
      while (writing || blocks === 0) if ((await sealBlock(pool, key)) > 0) blocks += 1;
    });
    const tally = await storm(platform, world, { clients: 12, writes: 25, seed: 7 });
    writing = false;
    await Promise.all(sealing);
    await Promise.all(sealers.map((sealer) => sealer.close()));
    expect(tally['logContribution done']).toBeGreaterThan(5);
    await sealEverything(platform, newKey());
    const { entries, seals, sealed, last } = (await counts(platform)) ?? {};
    expect([seals, sealed, last]).toEqual([entries, entries, entries]);
    expect(await verifiedBy(platform)).toMatchObject({ entries: String(entries), waiting: '0' });
  }, 60_000);

  test('what a transaction writes that is still running is sealed when it has ended, and nothing that began after it before', async () => {
    const { platform, world } = given;
    const key = newKey();
    await sealEverything(platform, key);
    const slow = new pg.Client({ connectionString: connectionsOf(platform).url });
    await slow.connect();
    try {
      await slow.query('begin');
      await slow.query(
        `insert into history_entry (acting_for, request_id, action, subject_type, subject_id, change) values ('x', 'slow', 'x', 'x', 1, '{}')`,
      );
      await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
      expect(await sealEverything(platform, key)).toBe(0);
      await slow.query('commit');
      expect(await sealEverything(platform, key)).toBe(2);
      const newest = await platform.rows(sql`
        select request_id = 'slow' as slow from history_seal join history_entry entry on entry.id = entry_id order by position desc limit 2`);
      expect(newest).toEqual([{ slow: false }, { slow: true }]);
    } finally {
      await slow.end();
    }
  });

  test('a sealer that dies in the middle leaves nothing, and the next one seals the same', async () => {
    const { platform, world } = given;
    const key = newKey();
    await sealEverything(platform, key);
    const before = await counts(platform);
    await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
    await platform.rows(sql`
      create function dies() returns trigger language plpgsql as 'begin perform pg_terminate_backend(pg_backend_pid()); return new; end'`);
    await platform.rows(sql`create trigger dies before update on history_cursor for each row execute function dies()`);
    const dying = await openDatabase({ ...connectionsOf(platform), connections: 1 });
    await othersEnded(platform);
    await expect(sealBlock(dying.pool, key)).rejects.toThrow();
    // Its only connection is gone already.
    void dying.close();
    await platform.rows(sql`drop trigger dies on history_cursor`);
    expect(await counts(platform)).toEqual({ ...before, entries: (before?.entries ?? 0) + 1 });
    expect(await sealEverything(platform, key)).toBe(1);
    expect(await verifiedBy(platform)).toMatchObject({ waiting: '0' });
  });

  test('on a server whose transactions have lower numbers than those of the one it was dumped from, nothing stays unsealed', async () => {
    const { platform, world } = given;
    const key = newKey();
    for (const note of ['一', '二']) await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, note }));
    await sealEverything(platform, key);
    await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, note: '未封存' }));
    // As the rows look there: all that was written before has numbers of the other server, and they lie ahead.
    const client = await superuser(platform);
    const ahead = '(written_in::text::numeric + 5000000)::text::xid8';
    await client.query(`delete from history_head; delete from history_seal; update history_cursor set sealed = 0, written_in = '0', entry_id = 0`);
    await client.query(`update history_entry set written_in = ${ahead} where id < (select max(id) from history_entry)`);
    await client.query(`update history_cursor set written_in = ${ahead}`);
    await client.end();
    await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, note: '新写' }));
    const { entries } = (await counts(platform)) ?? {};
    await sealEverything(platform, key);
    expect(await counts(platform)).toMatchObject({ seals: entries, sealed: entries, last: entries });
    await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, note: '再写' }));
    await othersEnded(platform);
    expect(await sealBlock(platform.database.pool, key)).toBe(1);
    expect(await verifiedBy(platform)).toMatchObject({ waiting: '0' });
  });

  test('a long history is sealed block by block', async () => {
    const { platform } = given;
    await platform.rows(sql`
      insert into history_entry (acting_for, request_id, action, subject_type, subject_id, change)
      select 'x', 'bulk', 'x', 'x', n, '{}' from generate_series(1, 2500) as n`);
    await othersEnded(platform);
    const key = newKey();
    const sizes: number[] = [];
    for (let size = 1; size > 0; ) {
      size = await sealBlock(platform.database.pool, key);
      sizes.push(size);
    }
    expect(sizes).toEqual([1000, 1000, 500, 0]);
    expect(await verifiedBy(platform)).toMatchObject({ waiting: '0' });
  });
});
