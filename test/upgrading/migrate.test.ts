import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/database.js';
import { sql } from '../../src/shared/sql.js';
import { aloneOnServer } from '../../src/start/server-database.js';
import { StartFailure } from '../../src/start/start-failure.js';
import { executedMigrations, migrate } from '../../src/upgrading/migrate.js';
import { type MigrationFile, migrationFile, migrationFiles, newestMigration } from '../../src/upgrading/migration-file.js';
import { migratorOf } from '../../src/upgrading/migrator.js';
import { SUPERSEDED } from '../../src/upgrading/refusals.js';
import { Standing } from '../../src/upgrading/standing.js';
import { createTestDatabase, openEmbedded, type TestDatabase } from '../support/test-database.js';

const OF_TODAY = migrationFiles();
const EXPAND = '-- expand';
const IN_STEPS = '-- expand, outside of a transaction';

let copy: TestDatabase;
let owner: Database;
let other: pg.Client;
/** What was done to the database since, in each version after it. */
const since: MigrationFile[] = [];

beforeAll(async () => {
  copy = await createTestDatabase('reference');
  owner = await openDatabase({ kind: 'postgresql', url: copy.url, connections: 5 }, 'OWNER');
  other = new pg.Client({ connectionString: copy.url });
  await other.connect();
  await other.query('create table shelf (id bigint generated always as identity primary key, label text)');
}, 60_000);
afterEach(async () => {
  await other.query('rollback');
  await other.query('delete from serving_process');
});
afterAll(async () => {
  await other?.end();
  await owner?.close();
  await copy?.drop();
});

let number = 900;
function next(kind: string, ...lines: string[]): MigrationFile {
  number += 1;
  return migrationFile(`${number}_next.sql`, [kind, ...lines].join('\n'));
}

/** Starts the version that brings this migration, and keeps it for those after it where it was done. */
async function upgrade(file: MigrationFile, patienceMs?: number): Promise<void> {
  await migrate(owner, { files: [...OF_TODAY, ...since, file], ...(patienceMs !== undefined && { patienceMs }) });
  since.push(file);
}

const isDone = async ({ name }: MigrationFile) => (await executedMigrations(owner.pool)).includes(name);
const rowsOf = async <Row>(text: string) => (await other.query(text)).rows as Row[];

/** A start that is refused, by its sentences. */
async function refusal(starting: Promise<unknown>): Promise<StartFailure> {
  const error = await starting.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StartFailure)) throw new Error(`Expected a refusal in plain words, got ${error}`, { cause: error });
  expect(error.messages.zh).toMatch(/[\u4e00-\u9fff].*。$/);
  return error;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()); tries += 1) {
    if (tries > 500) throw new Error('Waited in vain');
    await setTimeout(10);
  }
}

const aMigrationWaits = async () => {
  const { rows } = await sql`select from pg_locks where relation = 'shelf'::regclass and not granted and mode = 'AccessExclusiveLock'`.execute(
    owner.pool,
  );
  return rows.length > 0;
};

describe('beside those who serve', () => {
  it('who waits behind a migration that waits gets its turn, though what it waits for goes on', async () => {
    await other.query('begin; select from shelf');
    const upgrading = upgrade(next(EXPAND, 'alter table shelf add column colour text;'));
    // Each of these would wait for as long as the other transaction, which waits for them.
    for (let time = 0; time < 3; time += 1) {
      await until(aMigrationWaits);
      await sql`select from shelf`.execute(owner.pool);
    }
    await other.query('commit');
    await upgrading;
    expect(await rowsOf('select colour from shelf')).toEqual([]);
  });

  it('a table that is held for too long ends the start with who holds it, and nothing of the migration is done', async () => {
    await other.query('begin; select from shelf');
    const file = next(EXPAND, 'create table never (id int);', 'alter table shelf add column never text;');
    const { messages } = await refusal(upgrade(file, 600));
    expect(messages.en).toMatch(/did not get the table .*the oldest is pid \d+/);
    expect(await isDone(file)).toBe(false);
    expect(await rowsOf("select to_regclass('never') as made")).toEqual([{ made: null }]);
  });

  it('a migration that holds tables for longer than others can wait is taken back, and has its time when nobody serves', async () => {
    const standing = new Standing(owner.pool, newestMigration());
    await standing.renew();
    const file = next(EXPAND, 'alter table shelf add column late text;', 'select pg_sleep(3);', 'select pg_sleep(3);');
    const { messages } = await refusal(upgrade(file));
    expect(messages.en).toContain('would hold tables for more than 5 seconds while other processes serve; stop all of them');
    expect(await isDone(file)).toBe(false);
    await standing.end();
    await upgrade(file);
    expect(await isDone(file)).toBe(true);
  }, 60_000);

  it('rows are changed in batches, each in a transaction of its own', async () => {
    await other.query('insert into shelf (label) select null from generate_series(1, 250)');
    const batch = "update shelf set label = 'x' where id in (select id from shelf where label is null order by id limit 100) returning id;";
    await upgrade(next(IN_STEPS, '-- in batches', batch));
    expect(await rowsOf('select label, count(*)::int, count(distinct xmin::text)::int as batches from shelf group by 1')).toEqual([
      { label: 'x', count: 250, batches: 3 },
    ]);
  });

  it('an index that was begun and not finished is made anew', async () => {
    await other.query('create table label (name text)');
    await other.query("insert into label values ('a'), ('a')");
    const file = next(IN_STEPS, 'create unique index concurrently label_name on label (name);');
    await expect(upgrade(file)).rejects.toMatchObject({ code: '23505' });
    const index = () => rowsOf("select indisvalid as valid from pg_index where indexrelid = 'label_name'::regclass");
    expect(await index()).toEqual([{ valid: false }]);
    await other.query('delete from label');
    await upgrade(file);
    expect(await index()).toEqual([{ valid: true }]);
  });

  it('who waits for its turn to start holds up no index that is made concurrently', async () => {
    const { storage } = owner;
    if (storage.kind !== 'postgresql') throw new Error('Expected a server');
    let second: Promise<void> | undefined;
    await aloneOnServer(storage, async () => {
      second = aloneOnServer(storage, async () => undefined);
      await until(async () => {
        const waiting = await rowsOf("select from pg_stat_activity where application_name = 'xieshou (start)' and datname = current_database()");
        return waiting.length === 2;
      });
      await setTimeout(300);
      await upgrade(next(IN_STEPS, 'create index concurrently shelf_label on shelf (label);'));
    });
    await second;
    expect(await rowsOf("select indisvalid as valid from pg_index where indexrelid = 'shelf_label'::regclass")).toEqual([{ valid: true }]);
  });
});

describe('what takes something away', () => {
  const today = newestMigration();

  it('is refused while processes serve that need it, which it names; is done when they are gone; and is the end of their version', async () => {
    const standing = new Standing(owner.pool, today);
    await standing.renew();
    const beating = setInterval(() => void standing.renew(), 100);
    await upgrade(next(EXPAND, 'alter table shelf add column title text;'));
    const needed = number;
    const file = next(`-- contract: needs ${needed} everywhere`, 'alter table shelf drop column label;');
    const refused = await refusal(upgrade(file));
    expect(refused.messages.en).toMatch(
      new RegExp(
        `${file.name} .* still serve: \\S+ \\(0${today}\\) @ .+, pid ${process.pid}\\. Stop them, or upgrade them to a version that has migration ${needed}`,
      ),
    );
    expect(await isDone(file)).toBe(false);
    clearInterval(beating);
    await standing.end();

    const between = new Standing(owner.pool, needed);
    await between.renew();
    await upgrade(file);
    expect(await isDone(file)).toBe(true);
    await between.renew();

    const old = await refusal(migrate(owner, { files: OF_TODAY }));
    expect(old.exitCode).toBe(SUPERSEDED);
    expect(old.messages.en).toMatch(/^a newer version of Xieshou has taken away .* The only way back to this version is the backup/);
    let lost = 0;
    const late = new Standing(owner.pool, today);
    late.whenLost(() => {
      lost += 1;
    });
    for (let time = 0; time < 2; time += 1) expect((await refusal(late.renew())).exitCode).toBe(SUPERSEDED);
    expect(lost).toBe(1);
    // The version between is not refused.
    await migrate(owner, { files: [...OF_TODAY, ...since.slice(0, -1)] });
    await other.query('update serving_floor set migration = 0');
  }, 60_000);

  it('waits for a process that was killed until its right to serve is over', async () => {
    const killed = new Standing(owner.pool, today);
    await killed.renew();
    await other.query("update serving_process set until = clock_timestamp() + interval '1 second'");
    await upgrade(next(`-- contract: needs ${number} everywhere`, 'drop index label_name;'));
    expect(await rowsOf('select from serving_process')).toEqual([]);
    await other.query('update serving_floor set migration = 0');
  });

  it('misses nobody who begins to serve at the same moment', async () => {
    const file = next(`-- contract: needs ${number} everywhere`, 'drop table label;');
    await other.query('begin');
    await other.query("select serve(gen_random_uuid(), 53, '0.1.0', 'elsewhere', 1, 1)");
    const upgrading = upgrade(file);
    // It has seen nobody, and waits for the one who is just coming in.
    await until(
      async () =>
        (await sql`select from pg_stat_activity where query like '%raise_serving_floor%' and wait_event_type = 'Lock'`.execute(owner.pool)).rows
          .length > 0,
    );
    await other.query('commit');
    await setTimeout(300);
    expect(await isDone(file)).toBe(false);
    await upgrading;
    expect(await isDone(file)).toBe(true);
    await other.query('update serving_floor set migration = 0');
  });

  it.each([
    [EXPAND, 'is not taken back, and need not be'],
    [`-- contract: needs 053 everywhere`, 'cannot be taken back: what it took away is gone. The only way back is the backup'],
  ])('"%s" %s', async (kind, words) => {
    const file = next(kind, 'select 1;');
    await upgrade(file);
    const going = { pool: owner.pool, heldMs: 0, milliseconds: 0, whenLong: () => undefined };
    expect((await refusal(migratorOf(owner, file, going).down())).messages.en).toContain(words);
    expect(await isDone(file)).toBe(true);
  });
});

it('a database that was upgraded along another line is refused', async () => {
  const mine = next(EXPAND, 'create table mine (id int);');
  const { messages } = await refusal(migrate(owner, { files: [...OF_TODAY, mine] }));
  expect(messages.en).toMatch(new RegExp(`along another line \\(it has ${since.at(-1)?.name}, .* lacks ${mine.name}`));
});

it('the embedded database is upgraded in the same way', async () => {
  const embedded = await openEmbedded();
  await sql`reset role`.execute(embedded.pool);
  try {
    const files = [
      next(EXPAND, 'create table shelf (id int generated always as identity, label text);', 'insert into shelf (label) values (null), (null);'),
      next(
        IN_STEPS,
        'create index concurrently shelf_label on shelf (label);',
        '-- in batches',
        'update shelf set label = id where id in (select id from shelf where label is null limit 1) returning id;',
      ),
      next(`-- contract: needs ${number} everywhere`, 'alter table shelf drop column id;'),
    ];
    await migrate(embedded, { files: [...OF_TODAY, ...files] });
    const { rows } = await sql`select label, (select migration from serving_floor) as floor from shelf order by 1`.execute(embedded.pool);
    expect(rows).toEqual([1, 2].map((label) => ({ label: String(label), floor: number - 1 })));
  } finally {
    await embedded.close();
  }
}, 60_000);
