import { asOwner } from '../access/as-owner.js';
import { type Executor, type Pool, sql } from '../shared/sql.js';
import { unhurried } from '../shared/unhurried.js';

/** What PostgreSQL wakes the other processes by. It says nothing but that there is something: what it is stands in the outbox. */
export const CHANNEL = 'xieshou_outbox';

/** The most entries, and the most of what is pending, that get their position at once. */
export const BLOCK = 1_000;

interface Cursor {
  readonly position: string;
  readonly sealed: string;
}

/**
 * Gives what happened its position in the outbox, a block at most, and gives how much it was. Entries of the history come in the order in
 * which they are sealed, for behind that order nothing slips in; what is pending comes as it is found. Of several at once one does it, and
 * nothing is locked or written as long as there is nothing to do.
 */
export async function publishBlock(pool: Pool): Promise<number> {
  const { rows } = await sql<{ due: boolean }>`select outbox_is_due() as due`.execute(pool);
  if (!rows[0]?.due) return 0;
  return asOwner(pool, async (database) => {
    await unhurried(database);
    const cursor = await lockedCursor(database);
    if (cursor === null) return 0;
    const changes = await publishChanges(database, cursor);
    const announced = await publishPending(database, sum(cursor.position, changes.count));
    if (changes.count + announced > 0) {
      await advance(database, { position: sum(cursor.position, changes.count + announced), sealed: changes.sealed ?? cursor.sealed });
    }
    return changes.count + announced;
  });
}

async function lockedCursor(database: Executor): Promise<Cursor | null> {
  const { rows } = await sql<Cursor>`
    select position::text as position, sealed::text as sealed from outbox_cursor for update skip locked`.execute(database);
  return rows[0] ?? null;
}

async function publishChanges(database: Executor, { position, sealed }: Cursor): Promise<{ count: number; sealed: string | null }> {
  const { rows } = await sql<{ count: number; sealed: string | null }>`
    with sealing as (
      select seal.position, entry.* from history_seal seal join history_entry entry on entry.id = seal.entry_id
      where seal.position > ${sealed}::bigint order by seal.position limit ${sql.lit(BLOCK)}
    ), told as (
      insert into outbox (position, kind, subject_type, subject_id, at, entry_id, acting_for)
      select ${position}::bigint + row_number() over (order by position), action, subject_type, subject_id, recorded_at, id, acting_for from sealing
      returning position)
    select (select count(*) from told)::int as count, (select max(position) from sealing)::text as sealed`.execute(database);
  return rows[0] ?? { count: 0, sealed: null };
}

async function publishPending(database: Executor, position: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with taken as (
      delete from outbox_pending where id in (select id from outbox_pending order by id limit ${sql.lit(BLOCK)}) returning *
    ), told as (
      insert into outbox (position, kind, subject_type, subject_id, at, waiting_kind, item_id, role, partner_id, place_id, desk_id)
      select ${position}::bigint + row_number() over (order by id), kind, subject_type, subject_id, at, waiting_kind, item_id,
        role, partner_id, place_id, desk_id from taken
      returning position)
    select count(*)::int as count from told`.execute(database);
  return rows[0]?.count ?? 0;
}

/** PostgreSQL sends the notification when this is committed, and waits for it with one lock of the whole server: so not each write does it. */
async function advance(database: Executor, { position, sealed }: Cursor): Promise<void> {
  await sql`update outbox_cursor set position = ${position}::bigint, sealed = ${sealed}::bigint, told_in = pg_current_xact_id()`.execute(database);
  await sql`select pg_notify(${sql.lit(CHANNEL)}, '')`.execute(database);
}

function sum(position: string, count: number): string {
  return (BigInt(position) + BigInt(count)).toString();
}
