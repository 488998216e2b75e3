import pg from 'pg';
import { PreparingClient } from './preparing-client.js';
import { poolOptions, type Way } from './server-pool.js';

interface Options {
  readonly max: number;
  readonly waitSeconds: number | undefined;
  /** How the ORM has values read, so that all connections read them alike. */
  readonly types: pg.CustomTypesConfig | undefined;
}

/** Connections beside those of the ORM. One that is lost while nobody uses it is replaced by the next use. */
export function driverPool({ address, use }: Way, { max, waitSeconds, types }: Options): pg.Pool {
  const options = { ...poolOptions(address, use, waitSeconds), Client: PreparingClient, max, types };
  const connections = new pg.Pool(options as unknown as pg.PoolConfig);
  connections.on('error', () => undefined);
  connections.on('connect', (client) => client.on('error', () => undefined));
  return connections;
}
