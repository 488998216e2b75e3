import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig, type MikroORM } from '@mikro-orm/core';
import { Migration, Migrator } from '@mikro-orm/migrations';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type pg from 'pg';
import { pooled, single } from './connections.js';
import { ENTITIES } from './entities.js';
import { completeFromEntities } from './reading/entity-columns.js';
import { poolOptions, type Rights, SERVING_ROLE, type ServerStorage, wayTo } from './server-pool.js';
import { projectFile } from './shared/root.js';
import { type Executor, type Pool, sql } from './shared/sql.js';

/** Where the ledger is kept: a PostgreSQL server, or an embedded one in a folder (in memory without a folder). */
export type Storage = ServerStorage | { readonly kind: 'embedded'; readonly folder: string | null };

export interface Database {
  readonly pool: Pool;
  /** For what works with entities rather than with statements. */
  readonly em: SqlEntityManager;
  readonly storage: Storage;
  close(): Promise<void>;
}

export async function openDatabase(storage: Storage, rights: Rights = 'SERVING'): Promise<Database> {
  const { orm, pool, release } = await connect(storage, rights);
  completeFromEntities(orm.getMetadata());
  const em = orm.em as unknown as SqlEntityManager;
  const close = async () => {
    await orm.close();
    await release();
  };
  if (rights === 'SERVING') await assertServing(pool).catch((error: unknown) => close().then(() => Promise.reject(error)));
  return { pool, em, storage, close };
}

/** A pooler in between may drop what a connection asks for as it begins, and then requests would be served as the owner. */
async function assertServing(executor: Executor): Promise<void> {
  const { rows } = await sql<{ role: string }>`select current_user::text as role`.execute(executor);
  if (rows[0]?.role !== SERVING_ROLE) {
    throw new Error(`Expected connections under the role ${SERVING_ROLE}, got ${rows[0]?.role}: is there a pooler that drops startup options?`);
  }
}

interface Connected {
  readonly orm: MikroORM;
  readonly pool: Pool;
  readonly release: () => Promise<void>;
}

/** Each driver is loaded where it is used: a process on a server holds nothing of the embedded database. */
async function connect(storage: Storage, rights: Rights): Promise<Connected> {
  const options = { entities: ENTITIES, discovery: { warnWhenNoEntities: true }, migrations: migrationOptions(), extensions: [Migrator] };
  if (storage.kind === 'postgresql') {
    const [{ MikroORM: PostgresORM }, { PreparingClient }] = await Promise.all([import('@mikro-orm/postgresql'), import('./preparing-client.js')]);
    const { address, use } = await wayTo(storage, rights);
    const orm = await PostgresORM.init(
      defineConfig({
        ...options,
        clientUrl: address,
        // It is there, and whoever looks for it does so outside of a transaction.
        ensureDatabase: false,
        driverOptions: { ...poolOptions(address, use, storage.waitSeconds), Client: PreparingClient },
        pool: { min: 0, max: storage.connections },
      } as never) as never,
    );
    const pool = await (orm.em.getConnection() as unknown as { getNativeClient(): Promise<pg.Pool> }).getNativeClient();
    // The ORM ends only a pool that it has itself sent a statement by.
    return { orm: orm as never, pool: pooled(pool, use.lent), release: async () => void (pool.ending || (await pool.end())) };
  }
  const [{ MikroORM: PgliteORM }, { createEmbedded, openEmbedded }] = await Promise.all([import('@mikro-orm/pglite'), import('./embedded.js')]);
  const pglite = await (storage.folder === null ? createEmbedded() : openEmbedded(storage.folder));
  const orm = await PgliteORM.init(defineConfig({ ...options, dbName: 'postgres', driverOptions: { pglite } } as never) as never);
  if (rights === 'SERVING') await pglite.exec(`set role ${SERVING_ROLE}`);
  return { orm: orm as never, pool: single(pglite), release: () => pglite.close() };
}

/** The same ledger, once its owner has made it ready, under the rights of requests. An embedded one has a single connection, which changes them. */
export async function served(database: Database): Promise<Database> {
  if (database.storage.kind === 'embedded') {
    await sql`set role ${sql.id(SERVING_ROLE)}`.execute(database.pool);
    return database;
  }
  await database.close();
  return openDatabase(database.storage, 'SERVING');
}

/** The migrations are SQL files that anybody can read; each runs as one migration, in the order of their names. */
function migrationOptions(): object {
  const folder = projectFile('schema/migrations');
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return {
    snapshot: false,
    silent: true,
    migrationsList: files.map((file) => ({ name: file, class: migrationOf(readFileSync(`${folder}/${file}`, 'utf8')) })),
  };
}

function migrationOf(source: string): typeof Migration {
  return class extends Migration {
    override async up(): Promise<void> {
      for (const statement of statementsOf(source)) this.addSql(statement);
    }
  };
}

/** A file's statements: they end with a semicolon at the end of a line, outside of a function's body. */
export function statementsOf(source: string): string[] {
  const statements: string[] = [];
  let lines: string[] = [];
  let inBody = false;
  for (const line of source.split('\n')) {
    if (lines.length === 0 && (line.trim() === '' || line.startsWith('--'))) continue;
    lines.push(line);
    if ((line.match(/\$\$/g) ?? []).length % 2 === 1 || /^begin atomic$/.test(line)) inBody = !inBody;
    if (inBody && /^end;$/.test(line)) inBody = false;
    if (!inBody && line.trimEnd().endsWith(';')) {
      statements.push(lines.join('\n'));
      lines = [];
    }
  }
  if (lines.length > 0) statements.push(lines.join('\n'));
  return statements;
}

/** The data were written by a newer version of this program, which an older one must not touch. */
export class NewerDatabase extends Error {
  constructor(readonly migration: string) {
    super(`The data were written by a newer version of Xieshou (it has the migration ${migration}); start that version or a newer one.`);
  }
}

/** Brings the database to this version, whole or not at all. Throws NewerDatabase when it is beyond it. */
export async function migrate({ em }: Database): Promise<void> {
  const migrator = (em.config as unknown as { getExtension: (name: string, create?: unknown) => Migrator }).getExtension('@mikro-orm/migrator');
  const known = new Set((await migrator.getPending()).map(({ name }) => name));
  for (const { name } of await migrator.getExecuted()) known.add(name);
  const files = readdirSync(projectFile('schema/migrations'));
  const beyond = [...known].find((name) => !files.includes(name) && !files.includes(`${name}.sql`));
  if (beyond !== undefined) throw new NewerDatabase(beyond);
  await migrator.up();
}

/** Answers whether the database does. */
export async function isReady({ pool }: Pick<Database, 'pool'>): Promise<boolean> {
  try {
    await sql`select 1`.execute(pool);
    return true;
  } catch {
    return false;
  }
}
