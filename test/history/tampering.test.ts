import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type pg from 'pg';
import { type Database, openDatabase } from '../../src/database.js';
import { headsOfFile } from '../../src/history/chain-file.js';
import { verifiedLive } from '../../src/history/live-verification.js';
import { ChainBroken } from '../../src/history/verification.js';
import { useWorld } from '../support/use-world.js';
import { gift } from '../support/world.js';
import { exported, fileOf, newKey, sealEverything, superuser } from './sealed.js';

let owner: Database;
let client: pg.Client;
afterAll(async () => {
  await client?.end();
  await owner?.close();
});

const given = useWorld();
const key = newKey();
let entries: { id: string; position: string }[];

beforeAll(async () => {
  const { platform, world } = given;
  // Several blocks, each with a head of its own.
  for (let block = 0; block < 3; block += 1) {
    for (let row = 0; row < 4; row += 1) {
      const contribution = await platform.done(world.shanghai, 'logContribution', gift({ project: world.project, note: `“备注”第 ${row} 笔` }));
      await platform.done(world.county, 'returnContribution', { contribution, reason: '请补充"票据"\n第二行' });
    }
    await sealEverything(platform, key);
  }
  const { storage } = platform.database;
  if (storage.kind !== 'postgresql') throw new Error('Expected a server');
  owner = await openDatabase({ ...storage, connections: 1 }, 'OWNER');
  client = await superuser(platform);
  entries = (await client.query('select entry_id::text as id, position::text as position from history_seal seal order by seal.position')).rows;
});

/** What verifying finds; null where nothing is wrong. */
async function found(trust = {}): Promise<ChainBroken | null> {
  return verifiedLive(owner.pool, trust).then(
    () => null,
    (error: unknown) => {
      if (error instanceof ChainBroken) return error;
      throw error;
    },
  );
}

// What a test alters is mended from these copies.
const TABLES = ['history_head', 'history_seal', 'history_entry', 'history_key', 'history_cursor'];
beforeEach(async () => {
  for (const table of TABLES) await client.query(`create temporary table was_${table} as table ${table}`);
});
afterEach(async () => {
  for (const table of TABLES) {
    await client.query(
      `delete from ${table}; insert into ${table} ${table === 'history_entry' ? 'overriding system value' : ''} table was_${table}; drop table was_${table}`,
    );
  }
});

test('what nobody altered is as it was written', async () => {
  expect(await found()).toBeNull();
  expect(await found({ keys: [key] })).toBeNull();
});

describe('one byte altered in the database', () => {
  const columns = async () =>
    (
      await client.query(
        "select attname as name, atttypid::regtype::text as type from pg_attribute where attrelid = 'history_entry'::regclass and attnum > 0 and not attisdropped",
      )
    ).rows as { name: string; type: string }[];

  /** Another value of a column, as near to what it is as its type allows; for a text with one character changed. */
  const ALTERED: Readonly<Record<string, (column: string, at: number) => string>> = {
    bigint: (column) => `coalesce(${column} # 1, 1)`,
    text: (column, at) =>
      `case when coalesce(${column}, '') = '' then 'x' else overlay(${column} placing case when substr(${column}, ${at}, 1) = 'x' then 'y' else 'x' end from ${at} for 1) end`,
    jsonb: (column) => `coalesce(jsonb_set(${column}, array[(select max(key) from jsonb_object_keys(${column}) as key)], '"x"'), '{}')`,
    'timestamp with time zone': (column) => `${column} + interval '1 microsecond'`,
    xid8: (column) => `(${column}::text::numeric + 1)::text::xid8`,
  };

  test('in any column of any row is found, and the row is named', async () => {
    const all = await columns();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...all), fc.nat(entries.length - 1), fc.nat(40), async ({ name, type }, index, at) => {
        const entry = entries[index] as { id: string; position: string };
        const [row] = (await client.query(`select length(${name}::text) as length from history_entry where id = ${entry.id}`)).rows as {
          length: number;
        }[];
        // Nothing else may have its id.
        const to = name === 'id' ? 'id + 1000000' : ALTERED[type]?.(name, (at % (row?.length || 1)) + 1);
        await client.query(`update history_entry set ${name} = ${to} where id = ${entry.id}`);
        const broken = await found();
        expect([name, broken?.position, broken?.entryId]).toEqual([name, entry.position, entry.id]);
        await client.query('delete from history_entry; insert into history_entry overriding system value table was_history_entry');
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  test.each([
    ['history_seal', 'hash', 'position', 'set_byte(hash, 7, get_byte(hash, 7) # 1)'],
    ['history_head', 'hash', 'position', 'set_byte(hash, 7, get_byte(hash, 7) # 1)'],
    ['history_head', 'signature', 'position', 'set_byte(signature, 7, get_byte(signature, 7) # 1)'],
    ['history_head', 'sealed_at', 'position', "sealed_at + interval '1 microsecond'"],
    ['history_seal', 'entry_id', 'position', 'entry_id + 1000000'],
  ])('in %s.%s is found, and its place is named', async (table, column, by, value) => {
    const [row] = (await client.query(`select ${by}::text as at from ${table} order by ${by} limit 1`)).rows as { at: string }[];
    await client.query(`update ${table} set ${column} = ${value} where ${by} = ${row?.at}`);
    expect((await found())?.position).toBe(row?.at);
  });
});

describe('a row taken away', () => {
  test('from the middle, with its seal or without, is found and named', async () => {
    const { id, position } = entries[5] as { id: string; position: string };
    await client.query(`delete from history_entry where id = ${id}`);
    expect(await found()).toMatchObject({ position, entryId: id });
    await client.query(`delete from history_seal where entry_id = ${id}`);
    expect(await found()).toMatchObject({ position });
  });

  test('from the end, with its seal, is found by the head that is signed for it', async () => {
    const last = entries.at(-1);
    await client.query(`delete from history_entry where id = ${last?.id}; delete from history_seal where entry_id = ${last?.id}`);
    expect(await found()).toMatchObject({ position: last?.position });
    expect((await found())?.messages.en).toContain('the end was cut off');
  });

  test('but for its seal and head, is an entry whose seal is gone', async () => {
    const last = entries.at(-1);
    await client.query(`
      delete from history_head where position = ${last?.position}; delete from history_seal where position > (select max(position) from history_head)`);
    expect((await found())?.messages.en).toContain('its seal is gone');
  });

  test('from the end with all that was signed for it is found through a head that was kept before', async () => {
    const heads = await headsOfFile(await fileOf(await exported(given.platform)));
    const [last, before] = (
      await client.query('select position::text as position from history_head head order by head.position desc limit 2')
    ).rows.map(({ position }: { position: string }) => position);
    await client.query(`
      delete from history_entry where id in (select entry_id from history_seal where position > ${before});
      delete from history_seal where position > ${before}; delete from history_head where position = ${last};
      update history_cursor set sealed = ${before}`);
    expect(await found()).toBeNull();
    expect(await found({ heads })).toMatchObject({ position: String(BigInt(before ?? '0') + 1n) });
  });
});

describe('a chain that was made anew', () => {
  test('from a row on, without the key, does not fit the head that was signed, and the rows it is of are named', async () => {
    // As somebody would who knows how the hashes are made: from one entry on to the head, each anew.
    const [first] = entries as [{ id: string; position: string }];
    await client.query(`update history_entry set reason = '改' where id = ${first.id}`);
    const { linked, GENESIS, ENTRY } = await import('../../src/history/chain.js');
    const rows = (
      await client.query(
        `select ${ENTRY.statement().text} as entry, position::text as position from history_seal seal join history_entry entry on entry.id = entry_id order by seal.position`,
      )
    ).rows;
    let hash = GENESIS;
    for (const { entry, position } of rows) {
      hash = linked(hash, entry);
      await client.query(`update history_seal set hash = decode('${hash}', 'hex') where position = ${position}`);
    }
    expect(await found()).toMatchObject({ position: '1' });
    expect((await found())?.messages.en).toContain('rewritten together with their hashes');
  });

  test('and signed with another key is refused by whoever has the right one', async () => {
    const { platform } = given;
    await client.query(
      "delete from history_head; delete from history_seal; delete from history_key; update history_cursor set sealed = 0, written_in = '0', entry_id = 0",
    );
    await client.query("update history_entry set reason = '改' where id = (select min(id) from history_entry)");
    const other = newKey();
    await sealEverything(platform, other);
    expect(await found()).toBeNull();
    expect((await found({ keys: [key] }))?.messages.en).toContain('not among the trusted');
    expect(await found({ keys: [key, other] })).toBeNull();
  });
});
