import { type Executor, inOneGo, type Pool, type Reads, type Sql, sql } from '../shared/sql.js';
import { isLongAgo, lookingBack, lookingBackAt } from './looking-back.js';
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

/**
 * The database as this viewer asks it, for statements that only read. Those of whoever is not signed in go as they are. The others go with
 * who asks in a transaction of their own, so the connection that others get next has no viewer; where the viewer could not be told, there is
 * no answer.
 */
export function askedBy(pool: Pool, viewer: Viewer): Reads {
  if (viewer.asOf !== undefined) return lookingBack(pool, viewerTold(viewer), viewer.asOf);
  return viewer.accountId === null ? pool : telling(pool, viewerTold(viewer));
}

/**
 * A replica as this viewer asks it; null where none may be asked. One that has not come as far as it has to for this viewer fails, and then the
 * primary is to be asked. An instant that lies so far back that nothing of it can be under way is looked back to there as well.
 */
export function replicaAskedBy(pool: Pool, viewer: Viewer): Reads | null {
  const { readAfter, accountId, asOf } = viewer;
  if (accountId !== null && readAfter === undefined) return null;
  if (asOf !== undefined && !isLongAgo(pool, asOf)) return null;
  const replica = pool.replicas?.next(readAfter?.primary);
  if (!replica) return null;
  const told =
    readAfter === undefined
      ? viewerTold(viewer)
      : sql`${viewerTold(viewer)}, expect_replayed(${readAfter.writtenIn}::xid8, ${readAfter.toldIn}::xid8)`;
  if (asOf !== undefined) return lookingBackAt(replica, told, asOf);
  return accountId === null ? replica : telling(replica, told);
}

function telling(pool: Pool, whoAsks: Sql): Reads {
  const told = sql`select ${whoAsks}`.statement();
  const reads: Executor = { send: (text, values) => inOneGo(pool, [told, { text, values }]) };
  return { ...reads, light: reads };
}
