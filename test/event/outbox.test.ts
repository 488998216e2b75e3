import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { askedBy } from '../../src/access/asked-by.js';
import { viewerOf } from '../../src/access/tokens.js';
import { openDatabase } from '../../src/database.js';
import type { Feed } from '../../src/event/feed.js';
import { publishBlock } from '../../src/event/publishing.js';
import { waitingOf } from '../../src/event/topics.js';
import { sql } from '../../src/shared/sql.js';
import { newKey, sealEverything } from '../history/sealed.js';
import { openEmbeddedPlatform, openPlatform, type Platform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';
import { tellEverything } from './telling.js';

const key = newKey();

const outbox = ({ rows }: Platform) =>
  rows<{ position: string; kind: string; entryId: string | null }>(sql`
    select position::text as position, kind, entry_id::text as "entryId" from outbox order by outbox.position`);
const urlOf = ({ database }: Platform) => (database.storage.kind === 'postgresql' ? database.storage.url : '');

describe.each([
  ['a server', openPlatform],
  ['the embedded database', openEmbeddedPlatform],
])('on %s', (_where, opening) => {
  const given = useWorld(() => opening(), 60);

  test('every change and whatever begins to wait gets a position, one after another, once', async () => {
    const { platform, world } = given;
    await tellEverything(platform, key);
    const before = await outbox(platform);
    const id = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
    await platform.done(world.shanghai, 'withdrawContribution', { contribution: id });
    await tellEverything(platform, key);
    const after = await outbox(platform);
    expect(
      after
        .slice(before.length)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['logContribution', 'waitingAdded', 'waitingDone', 'withdrawContribution']);
    expect(after.map(({ position }) => Number(position))).toEqual(after.map((_, index) => index + 1));
    const [{ entries } = { entries: 0 }] = await platform.rows<{ entries: number }>(sql`select count(*)::int as entries from history_entry`);
    expect(new Set(after.flatMap(({ entryId }) => entryId ?? [])).size).toBe(entries);
  });

  test('nothing is written as long as nothing happens', async () => {
    const { platform } = given;
    await tellEverything(platform, key);
    const state = () => platform.rows(sql`select xmin::text as xmin, * from outbox_cursor`);
    const before = await state();
    expect(await publishBlock(platform.database.pool)).toBe(0);
    expect(await state()).toEqual(before);
  });
});

describe('on a server', () => {
  const given = useWorld(openPlatform, 60);

  test('a write that fails tells nothing', async () => {
    const { platform, world } = given;
    await tellEverything(platform, key);
    const before = await outbox(platform);
    await platform.write(world.shanghai, 'logContribution', gift({ project: world.project, amount: '-1' }));
    const client = new pg.Client({ connectionString: urlOf(platform) });
    await client.connect();
    await client.query('begin');
    await client.query(`insert into outbox_pending (kind, subject_type, subject_id) values ('reminder', 'Project', 1)`);
    await client.query('rollback');
    await client.end();
    await tellEverything(platform, key);
    expect(await outbox(platform)).toEqual(before);
  });

  test('what commits late comes later and is not lost, though others were told meanwhile', async () => {
    const { platform, world } = given;
    await tellEverything(platform, key);
    const late = new pg.Client({ connectionString: urlOf(platform) });
    await late.connect();
    await late.query('begin');
    await late.query(`insert into outbox_pending (kind, subject_type, subject_id) values ('reminder', 'Project', 1)`);
    const id = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
    expect(id).toBeTruthy();
    while ((await publishBlock(platform.database.pool)) > 0);
    const before = await outbox(platform);
    expect(before.at(-1)?.kind).toBe('waitingAdded');
    await late.query('commit');
    await late.end();
    await tellEverything(platform, key);
    const told = (await outbox(platform)).slice(before.length).map(({ kind }) => kind);
    expect(told.sort()).toEqual(['logContribution', 'reminder']);
  });

  test('is for the role that serves to read only as far as it waits for the viewer, and for nobody to change', async () => {
    const { platform, world } = given;
    await platform.done(world.shanghai, 'logContribution', gift({ project: world.project }));
    await tellEverything(platform, key);
    const seen = async (token: string) => {
      const viewer = await viewerOf(platform.database.pool, { authorization: `Bearer ${token}` });
      const { rows } = await sql<{ role: string; kind: string }>`select distinct role, kind from outbox`.execute(
        askedBy(platform.database.pool, viewer),
      );
      return rows.map(({ role, kind }) => `${role} ${kind}`).sort();
    };
    expect(await seen(world.county.token)).toContain('PLACE waitingAdded');
    expect((await seen(world.county.token)).filter((one) => !one.startsWith('PLACE'))).toEqual([]);
    expect(await seen(world.otherCounty.token)).toEqual([]);
    await expect(
      sql`insert into outbox_pending (kind, subject_type, subject_id) values ('x', 'x', 1)`.execute(platform.database.pool),
    ).rejects.toThrow('denied');
    await expect(platform.rows(sql`update outbox set kind = 'x'`)).rejects.toThrow('append-only');
    await expect(platform.rows(sql`delete from outbox`)).rejects.toThrow('append-only');
  });

  test('three hundred writes at once, told by several at once, reach one who comes again and again: each once, in order', async () => {
    const { platform, world } = given;
    await tellEverything(platform, key);
    const viewer = await viewerOf(platform.database.pool, { authorization: `Bearer ${world.county.token}` });
    const [{ position: start } = { position: '0' }] = await platform.rows<{ position: string }>(
      sql`select position::text as position from outbox_cursor`,
    );
    const publishers = await Promise.all(Array.from({ length: 2 }, () => openDatabase({ kind: 'postgresql', url: urlOf(platform), connections: 1 })));
    let writing = true;
    const publishing = publishers.map(async ({ pool }) => {
      while (writing) if ((await publishBlock(pool)) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    });
    const sealing = (async () => {
      while (writing) {
        await sealEverything(platform, key);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const seen: { position: string; id: string }[] = [];
    const reading = (async () => {
      let after = start;
      // It goes away after every seventh, and comes again with the last position.
      while (seen.length < 300) {
        const feed: Feed = await waitingOf({ after }, { pool: platform.database.pool, viewer });
        let left = 7;
        const timer = setInterval(() => feed.close(), 500);
        for await (const event of feed) {
          if (event.kind === 'waitingAdded') seen.push({ position: event.position, id: event.key });
          after = event.position;
          left -= 1;
          if (left === 0 || seen.length === 300) break;
        }
        clearInterval(timer);
        feed.close();
      }
    })();
    const ids = await Promise.all(
      Array.from({ length: 300 }, () => platform.done(world.shanghai, 'logContribution', gift({ project: world.project }))),
    );
    await reading;
    writing = false;
    await Promise.all([...publishing, sealing]);
    await Promise.all(publishers.map((publisher) => publisher.close()));
    expect(seen.map(({ id }) => id).sort()).toEqual(ids.map((id) => Buffer.from(id, 'base64url').toString().split(':')[1]).sort());
    expect(seen.map(({ position }) => Number(position))).toEqual(seen.map(({ position }) => Number(position)).sort((a, b) => a - b));
  }, 120_000);
});
