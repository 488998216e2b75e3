import pg from 'pg';
import type { Database } from '../../src/database.js';
import type { Executor } from '../../src/shared/sql.js';

/** What a test does as the owner of a database that serves under the ordinary role. */
export interface Owner {
  readonly owner: Executor;
  close(): Promise<void>;
}

/** On a server by connections of its own; an embedded database has one, which is the owner's for a transaction at a time. */
export function ownerOf({ storage, pool: served }: Database): Owner {
  if (storage.kind === 'postgresql') {
    const pool = new pg.Pool({ connectionString: storage.url, max: 4 });
    // A connection that is just being closed may still be told that its database is dropped.
    pool.on('error', () => undefined);
    return { owner: { send: (text, values) => pool.query(text, values as unknown[]) }, close: () => pool.end() };
  }
  const send: Executor['send'] = (text, values) =>
    served.transaction(async (transaction) => {
      await transaction.send('set local role none', []);
      return transaction.send(text, values);
    });
  return { owner: { send }, close: async () => undefined };
}
