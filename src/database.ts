import { defineConfig, type MikroORM } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type pg from 'pg';
import { pooled, single } from './connections.js';
import { ENTITIES } from './entities.js';
import { completeFromEntities } from './reading/entity-columns.js';
import { directWay, poolOptions, type Rights, SERVING_ROLE, type ServerStorage, servingAddress, wayTo } from './server-pool.js';
import { type Executor, type Pool, type Replicas, sql } from './shared/sql.js';

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
  const options = { entities: ENTITIES, discovery: { warnWhenNoEntities: true } };
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
    const primary = pooled(pool, use.lent);
    const replicas = rights === 'SERVING' ? await replicasOf(storage, pool.options.types) : undefined;
    const owner = rights === 'SERVING' && storage.serving !== undefined ? await ownerOf(storage, pool.options.types) : undefined;
    // The ORM ends only a pool that it has itself sent a statement by.
    const release = async () => {
      await Promise.all([replicas?.close(), owner?.close(), pool.ending || pool.end()]);
    };
    return { orm: orm as never, pool: { ...primary, replicas, owner }, release };
  }
  const [{ MikroORM: PgliteORM }, { createEmbedded, openEmbedded }] = await Promise.all([import('@mikro-orm/pglite'), import('./embedded.js')]);
  const pglite = await (storage.folder === null ? createEmbedded() : openEmbedded(storage.folder));
  const orm = await PgliteORM.init(defineConfig({ ...options, dbName: 'postgres', driverOptions: { pglite } } as never) as never);
  if (rights === 'SERVING') await pglite.exec(`set role ${SERVING_ROLE}`);
  return { orm: orm as never, pool: single(pglite), release: () => pglite.close() };
}

/** What the program does by itself is little at a time. */
const OWNER_CONNECTIONS = 2;

/** The owner's connections beside those of a login that only serves. */
async function ownerOf({ url, waitSeconds, patience }: ServerStorage, types: pg.CustomTypesConfig | undefined) {
  const { driverPool } = await import('./driver-pool.js');
  const connections = driverPool(directWay(url, 'OWNER_BESIDE_REQUESTS', patience), { max: OWNER_CONNECTIONS, waitSeconds, types });
  const { transaction } = pooled(connections);
  return { transaction, close: () => connections.end() };
}

async function replicasOf(storage: ServerStorage, types: pg.CustomTypesConfig | undefined): Promise<Replicas | undefined> {
  const { replicas = [], replicaSeconds = 5, connections, patience } = storage;
  if (replicas.length === 0) return undefined;
  const [{ Replica }, { ReplicaSet }, { PositionWatch }] = await Promise.all([
    import('./replicas/replica.js'),
    import('./replicas/replica-set.js'),
    import('./replicas/position.js'),
  ]);
  return new ReplicaSet(
    new PositionWatch(directWay(servingAddress(storage)), 'primary_position'),
    replicas.map((address) => new Replica(directWay(address, 'SERVING', patience), connections, types)),
    replicaSeconds * 1000,
  );
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

/** Answers whether the database does. */
export async function isReady({ pool }: Pick<Database, 'pool'>): Promise<boolean> {
  try {
    await sql`select 1`.execute(pool);
    return true;
  } catch {
    return false;
  }
}
