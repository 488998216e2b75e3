import { randomBytes } from 'node:crypto';
import pg from 'pg';

const CONNECT_MS = 10_000;

/** The name that PgBouncer gives on the server to what one of its clients has prepared. */
const ITS_OWN = /^PGBOUNCER_/;

/** Under which name the server has this statement itself. */
const OWN_NAME = 'select name from pg_prepared_statements where statement = $1';

/**
 * Whether a pooler keeps account of the names that its clients prepare statements by, as PgBouncer does from 1.21 on where it is given
 * max_prepared_statements. It then has names of its own on the server; where the server has ours, the next transaction may meet a connection that does not know it.
 */
export async function keepsNames(pooler: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: pooler, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const name = `xieshou_${randomBytes(8).toString('hex')}`;
    await client.query('begin');
    const { rows } = await client.query<{ name: string }>({ name, text: OWN_NAME, values: [OWN_NAME] });
    if (rows.some((row) => row.name === name)) await client.query(`deallocate ${name}`);
    await client.query('commit');
    return rows.some((row) => ITS_OWN.test(row.name));
  } finally {
    await client.end();
  }
}
