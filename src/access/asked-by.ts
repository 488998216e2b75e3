import { CompiledQuery } from 'kysely';
import { type Executor, type Sql, sql } from '../shared/sql.js';
import { organisationOf, type Viewer } from './viewer.js';

/**
 * Tells the database who asks, until the transaction ends: its policies (schema/migrations/024_row_security.sql) show to this viewer
 * what this viewer may see. Where nothing is told, the public asks.
 */
export function viewerTold(viewer: Viewer): Sql {
  const settings = {
    role: viewer.role,
    account: viewer.accountId,
    organisation: viewer.role === 'PUBLIC' ? null : organisationOf(viewer),
    partner: viewer.partnerId,
    place: viewer.placeId,
    level: viewer.placeLevel,
    manages: String(viewer.manages),
  };
  const told = Object.entries(settings).map(([name, value]) => sql`set_config(${sql.lit(`xieshou.${name}`)}, ${value ?? ''}, true)`);
  return sql`select ${sql.join(told)}`;
}

/** The database as this viewer asks it, for statements that only read. Those of whoever is not signed in go as they are. */
export function askedBy(database: Executor, viewer: Viewer): Executor {
  if (viewer.accountId === null) return database;
  const told = viewerTold(viewer).statement();
  return Object.assign(Object.create(database) as Executor, {
    send: (text: string, values: unknown[]) => sendAs(database, told, { text, values }),
  });
}

interface Ready {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * A transaction of its own for one statement, sent in one go. It ends with the statement, so the connection that others get next has no
 * viewer; where the statement fails, or the viewer could not be told, its end takes it back.
 */
async function sendAs(database: Executor, told: Ready, asked: Ready): Promise<{ readonly rows: unknown[] }> {
  return database.getExecutor().provideConnection(async (connection) => {
    const statements = [{ text: 'begin', values: [] }, told, asked, { text: 'commit', values: [] }];
    const answers = await Promise.allSettled(
      statements.map(({ text, values }) => connection.executeQuery<unknown>(CompiledQuery.raw(text, [...values]))),
    );
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed) throw failed.reason;
    return (answers[2] as PromiseFulfilledResult<{ rows: unknown[] }>).value;
  });
}
