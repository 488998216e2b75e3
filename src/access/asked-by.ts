import { type Executor, type Pool, type Reads, type Sql, sql } from '../shared/sql.js';
import { lookingBack } from './looking-back.js';
import { organisationOf, type Viewer } from './viewer.js';

/**
 * Tells the database who asks, until the transaction ends: its policies (schema/migrations/024_row_security.sql) show to this viewer
 * what this viewer may see. Where nothing is told, the public asks. It is a value, so that it can be told beside what is asked first.
 */
export function viewerTold(viewer: Viewer): Sql {
  const settings = {
    role: viewer.role,
    account: viewer.accountId,
    organisation: viewer.role === 'PUBLIC' ? null : organisationOf(viewer),
    partner: viewer.partnerId,
    merged: viewer.mergedIds.length === 0 ? null : `{${viewer.mergedIds.join(',')}}`,
    place: viewer.placeId,
    level: viewer.placeLevel,
    manages: viewer.manages ? 'true' : null,
  };
  const told = Object.entries(settings)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => sql`set_config(${sql.lit(`xieshou.${name}`)}, ${value}, true)`);
  return sql`concat(${sql.join(told)})`;
}

/** The database as this viewer asks it, for statements that only read. Those of whoever is not signed in go as they are. */
export function askedBy(pool: Pool, viewer: Viewer): Reads {
  if (viewer.asOf !== undefined) return lookingBack(pool, viewerTold(viewer), viewer.asOf);
  if (viewer.accountId === null) return pool;
  const told = sql`select ${viewerTold(viewer)}`.statement();
  const reads: Executor = { send: (text, values) => sentAs(pool, told, { text, values }) };
  return { ...reads, light: reads };
}

interface Ready {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * A transaction of its own for one statement, sent in one go. It ends with the statement, so the connection that others get next has no
 * viewer; where the statement fails, or the viewer could not be told, its end takes it back.
 */
async function sentAs(pool: Pool, told: Ready, asked: Ready): Promise<{ readonly rows: unknown[] }> {
  let answer: Promise<{ readonly rows: unknown[] }> | undefined;
  await pool.transaction(async (transaction) => {
    transaction.send(told.text, told.values).catch(() => undefined);
    answer = transaction.send(asked.text, asked.values);
  });
  return answer as unknown as { readonly rows: unknown[] };
}
