import type pg from 'pg';
import { pooled } from '../connections.js';
import { driverPool } from '../driver-pool.js';
import type { Way } from '../server-pool.js';
import type { Pool } from '../shared/sql.js';
import { cut, type Position, PositionWatch } from './position.js';

/** Whoever finds all connections to a replica at work asks the primary. */
const WAIT_SECONDS = 1;

/** A copy of the database that may be asked. */
export class Replica {
  readonly pool: Pool;
  /** Why it did not answer when it was looked at last; null where it did. */
  failure: unknown = null;
  readonly #connections: pg.Pool;
  readonly #open = new Set<object>();
  readonly #watch: PositionWatch;

  constructor(
    private readonly way: Way,
    connections: number,
    types: pg.CustomTypesConfig | undefined,
  ) {
    this.#watch = new PositionWatch(way, 'replica_position');
    this.#connections = driverPool(way, { max: connections, waitSeconds: WAIT_SECONDS, types });
    this.#connections.on('connect', (client) => this.#open.add(client));
    this.#connections.on('remove', (client) => this.#open.delete(client));
    this.pool = pooled(this.#connections);
  }

  /** Its address without the password. */
  get name(): string {
    const { hostname, port, pathname } = new URL(this.way.address);
    return `${hostname}:${port || '5432'}${pathname}`;
  }

  /**
   * How far it has come; null where it is no replica at present, or does not answer. Then nobody waits for it any more: what was asked of it
   * fails at once, and is asked of the primary.
   */
  async position(): Promise<Position | null> {
    try {
      const position = await this.#watch.position();
      this.failure = null;
      return position;
    } catch (error) {
      this.failure = error;
      for (const client of this.#open) cut(client);
      return null;
    }
  }

  async close(): Promise<void> {
    await this.#watch.close();
    await this.#connections.end();
  }
}
