import { CompiledQuery } from 'kysely';
import pg from 'pg';
import type { Database } from '../../src/database.js';
import type { Executor } from '../../src/shared/sql.js';

/** What a test does as the owner of a database that serves under the ordinary role. */
export interface Owner {
  readonly owner: Executor;
  close(): Promise<void>;
}

/** On a server by connections of its own; an embedded database has one, which is the owner's for a transaction at a time. */
export function ownerOf({ storage, executor }: Database): Owner {
  if (storage.kind === 'postgresql') {
    const pool = new pg.Pool({ connectionString: storage.url, max: 4 });
    return { owner: withSend(executor, (text, values) => pool.query(text, values)), close: () => pool.end() };
  }
  return {
    owner: withSend(executor, (text, values) =>
      executor.getExecutor().provideConnection(async (connection) => {
        const run = (statement: string, parameters: readonly unknown[] = []) =>
          connection.executeQuery<unknown>(CompiledQuery.raw(statement, [...parameters]));
        await run('begin');
        try {
          await run('set local role none');
          return await run(text, values);
        } finally {
          await run('commit');
        }
      }),
    ),
    close: async () => undefined,
  };
}

function withSend(executor: Executor, send: NonNullable<Executor['send']>): Executor {
  return Object.assign(Object.create(executor) as Executor, { send });
}
