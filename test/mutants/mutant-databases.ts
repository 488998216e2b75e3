import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import pg from 'pg';
import { loadReference } from '../../seeds/reference.js';
import { projectFile } from '../../src/shared/root.js';
import { migrationFile } from '../../src/upgrading/migration-file.js';
import { traceOf } from './database-trace.js';
import { MIGRATIONS } from './sql-mutants.js';

/** What the tests copy, see test/support/test-database.ts. */
const TEMPLATE = 'template_reference';
const UNFINISHED = 'unfinished_mutant';
const FILES = readdirSync(projectFile(MIGRATIONS))
  .filter((name) => name.endsWith('.sql'))
  .sort();

/** Named after the migrations that are in it, so that a server that goes on from run to run has no old one. */
const SOUND = `sound_with_log_${digestOf(FILES)}`;
/** The same before it was filled: what fills it may run a function that is mutated. */
const EMPTY = `empty_with_log_${digestOf(FILES)}`;

/** A migration does not run. */
export class NotMigrated extends Error {}

/** What the migrations make does not take the facts, so that no test begins. */
export class NotFilled extends Error {}

/** The template of the tests, as a mutated migration makes it or as it is. */
export class MutantDatabases {
  readonly #server: string;
  #sound: string | undefined;

  constructor(server: string) {
    this.#server = server;
  }

  /** The template as the migrations make it. */
  async sound(): Promise<void> {
    await this.#keep(EMPTY, 'template0', () => this.#migrate(UNFINISHED, FILES));
    await this.#keep(SOUND, EMPTY, () => this.#on(UNFINISHED, fill));
    this.#sound ??= await this.#on(SOUND, traceOf);
    await this.#create(TEMPLATE, SOUND);
  }

  /** The template with another text of one migration. False where that leaves the same database. Throws NotMigrated or NotFilled. */
  async mutated(file: string, text: string): Promise<boolean> {
    const nth = FILES.indexOf(basename(file));
    await this.#create(TEMPLATE, await this.#before(nth));
    try {
      await this.#on(TEMPLATE, (client) => run(client, basename(file), text));
      await this.#migrate(TEMPLATE, FILES.slice(nth + 1));
    } catch (error) {
      throw new NotMigrated((error as Error).message);
    }
    if ((await this.#on(TEMPLATE, traceOf)) === this.#sound) return false;
    await this.#on(TEMPLATE, fill);
    return true;
  }

  /**
   * The template with another text of one of its functions, which has what later migrations gave the function: whose rights it has, and its
   * settings. It is what migrating anew would give, in a fraction of the time. Null where it cannot be told so; else as `mutated`.
   */
  async replaced(statement: string): Promise<boolean | null> {
    const [, name] = /^create (?:or replace )?function (\w+)/i.exec(statement) ?? [];
    if (name === undefined) return null;
    await this.#create(TEMPLATE, EMPTY);
    return this.#on(TEMPLATE, async (client) => {
      const before = await functionsNamed(client, name);
      if (before.length !== 1) return null;
      try {
        await client.query(statement.replace(/^create function/i, 'create or replace function'));
      } catch (error) {
        throw new NotMigrated((error as Error).message);
      }
      await client.query('set allow_system_table_mods = on');
      const [{ oid, prosecdef, proconfig, definition }] = before as [FunctionRow];
      await client.query('update pg_proc set prosecdef = $2, proconfig = $3 where oid = $1', [oid, prosecdef, proconfig]);
      const isNew = (await functionsNamed(client, name))[0]?.definition !== definition;
      if (isNew) await fill(client);
      return isNew;
    });
  }

  /** What stands when the migrations before this one have run, kept for the next mutant of it. */
  async #before(nth: number): Promise<string> {
    const name = `before_with_log_${nth}_${digestOf(FILES.slice(0, nth))}`;
    await this.#keep(name, 'template0', () => this.#migrate(UNFINISHED, FILES.slice(0, nth)));
    return name;
  }

  /** A database that is made once and stays. */
  async #keep(name: string, original: string, make: () => Promise<unknown>): Promise<void> {
    if (await this.#exists(name)) return;
    await this.#create(UNFINISHED, original);
    await make();
    await this.#rename(UNFINISHED, name);
  }

  #exists(name: string): Promise<boolean> {
    return this.#on('postgres', async (client) => (await client.query('select from pg_database where datname = $1', [name])).rowCount === 1);
  }

  #rename(from: string, to: string): Promise<unknown> {
    return this.#on('postgres', (client) => client.query(`alter database ${from} rename to ${to}`));
  }

  async #create(name: string, original: string): Promise<void> {
    await this.#on('postgres', async (client) => {
      for (const old of [name, ...(name === TEMPLATE ? ['template_demonstration', 'unfinished_demonstration'] : [])]) {
        await client.query(`drop database if exists ${old} with (force)`);
      }
      await client.query(`create database ${name} template ${original} strategy file_copy`);
    });
  }

  #migrate(name: string, files: readonly string[]): Promise<void> {
    return this.#on(name, async (client) => {
      // Where the program notes what it has migrated; a test looks whether requests are kept from it.
      await client.query('create table if not exists mikro_orm_migrations (id serial primary key, name text, executed_at timestamptz default now())');
      for (const file of files) await run(client, file, readFileSync(projectFile(`${MIGRATIONS}/${file}`), 'utf8'));
    });
  }

  async #on<Answer>(database: string, work: (client: pg.Client) => Promise<Answer>): Promise<Answer> {
    const client = new pg.Client({ connectionString: `${this.#server}/${database}`, statement_timeout: 60_000 });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}

interface FunctionRow {
  readonly oid: string;
  readonly prosecdef: boolean;
  readonly proconfig: string[] | null;
  readonly definition: string;
}

async function functionsNamed(client: pg.Client, name: string): Promise<FunctionRow[]> {
  const { rows } = await client.query<FunctionRow>(
    'select oid, prosecdef, proconfig, pg_get_functiondef(oid) as definition from pg_proc where proname = $1 and pronamespace = current_schema()::regnamespace',
    [name],
  );
  return rows;
}

function digestOf(files: readonly string[]): string {
  const digest = createHash('sha256');
  for (const file of files) digest.update(readFileSync(projectFile(`${MIGRATIONS}/${file}`)));
  return digest.digest('hex').slice(0, 12);
}

async function run(client: pg.Client, name: string, text: string): Promise<void> {
  const { steps, isWhole } = migrationFile(name, text);
  if (isWhole) await client.query('begin');
  for (const { statement } of steps) await client.query(statement);
  if (isWhole) await client.query('commit');
}

async function fill(client: pg.Client): Promise<void> {
  try {
    await client.query('begin');
    await loadReference({ execute: async (text, values = []) => (await client.query(text, [...values])).rows });
    await client.query('commit');
  } catch (error) {
    throw new NotFilled((error as Error).message);
  }
}
