import { keepsNames } from './pooler.js';
import type { Use } from './preparing-client.js';

/** A PostgreSQL server and how it is reached. */
export interface ServerStorage {
  readonly kind: 'postgresql';
  readonly url: string;
  /** The same by a login that may only serve, where there is one. */
  readonly serving?: string | undefined;
  /** The address of a pooler that lends the server's connections for a transaction, by which requests are served. */
  readonly pooler?: string | undefined;
  /** The addresses of its replicas, and how many seconds they may lag behind it. */
  readonly replicas?: readonly string[] | undefined;
  readonly replicaSeconds?: number | undefined;
  readonly connections: number;
  readonly waitSeconds?: number;
  readonly patience?: Patience;
}

/** How long a statement may run, and how long it may wait for what another transaction holds. */
export interface Patience {
  readonly statementSeconds: number;
  readonly lockSeconds: number;
}

/**
 * Under which rights statements run. OWNER migrates, loads and checks, and sees everything. SERVING is for requests: an ordinary role that
 * owns no table, and to which the policies of schema/migrations/024_row_security.sql show what the viewer may see.
 */
export type Rights = 'OWNER' | 'SERVING';

export const SERVING_ROLE = 'xieshou_app';

const USUAL_PATIENCE: Patience = { statementSeconds: 20, lockSeconds: 10 };

/** A transaction whose node is silent for so long, because it froze or its machine is gone, is ended with all that it holds. None waits for anything but the database. */
const SILENT_MS = 30_000;

/** A machine that is gone says nothing. Its connections that wait are ended after half a minute, and with them what they hold; by default it is two hours. */
const KEPT_ALIVE = { tcp_keepalives_idle: 15, tcp_keepalives_interval: 5, tcp_keepalives_count: 3 };
const LOOKED_AFTER_MS = 15_000;

/** A connection and the plans that it keeps are not for ever: what the ledger has grown to since, new ones know. */
const CONNECTION_SECONDS = 1800;

/**
 * What a connection is told of how long its statements may take. The owner migrates, loads and checks a ledger, which takes as long as it takes;
 * beside requests it has their patience. The embedded database has no such clock; the cost limit holds there.
 */
function told(rights: Rights | 'OWNER_BESIDE_REQUESTS', { statementSeconds, lockSeconds }: Patience = USUAL_PATIENCE): Use['told'] {
  if (rights === 'OWNER') return { statement_timeout: 0, lock_timeout: 0 };
  return {
    ...(rights === 'SERVING' && { role: SERVING_ROLE }),
    statement_timeout: statementSeconds * 1000,
    lock_timeout: lockSeconds * 1000,
    idle_in_transaction_session_timeout: SILENT_MS,
  };
}

export interface Way {
  readonly address: string;
  readonly use: Use;
}

/** By which address the database is asked, and what the connections there are told. What takes a session of its own is asked of the server itself. */
export async function wayTo(storage: ServerStorage, rights: Rights): Promise<Way> {
  const { url, pooler, patience } = storage;
  if (rights === 'OWNER') return directWay(url, rights);
  if (pooler === undefined) return directWay(servingAddress(storage), rights, patience);
  return { address: pooler, use: { told: told(rights, patience), lent: true, names: await keepsNames(pooler) } };
}

/** The server itself, as who serves signs in there. */
export function servingAddress({ url, serving }: ServerStorage): string {
  return serving ?? url;
}

/** To a server itself, without a pooler. */
export function directWay(address: string, rights: Parameters<typeof told>[0] = 'SERVING', patience?: Patience): Way {
  return { address, use: { told: { ...told(rights, patience), ...KEPT_ALIVE }, lent: false, names: true } };
}

/** How long a server that is asked may say nothing, beyond the time that it gives itself. One whose machine is gone would be waited for a quarter of an hour. */
const BEYOND_MS = 5_000;

/** How the driver's pool is opened. */
export function poolOptions(address: string, use: Use, waitSeconds = 0): object {
  return {
    // The ORM takes host and database from the address; what else it says, such as sslmode, the driver reads itself.
    connectionString: address,
    use,
    maxLifetimeSeconds: CONNECTION_SECONDS,
    // One that waits keeps its plans, and needs no clock for each statement.
    idleTimeoutMillis: 0,
    // Whoever finds all of them at work, or the server gone, is told so in time to ask again.
    connectionTimeoutMillis: waitSeconds * 1000,
    query_timeout: Number(use.told.statement_timeout) > 0 ? Number(use.told.statement_timeout) + BEYOND_MS : undefined,
    keepAlive: true,
    keepAliveInitialDelayMillis: LOOKED_AFTER_MS,
  };
}
