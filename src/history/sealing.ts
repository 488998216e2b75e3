import { asOwner } from '../access/as-owner.js';
import { type Executor, type Pool, type Sql, sql } from '../shared/sql.js';
import { unhurried } from '../shared/unhurried.js';
import { ENTRY, type Entry, GENESIS, linked, type SignedHead } from './chain.js';
import { type SigningKey, signed } from './signing-key.js';

/** The most entries that one head is signed for. */
export const BLOCK = 1_000;

/** How far the chain goes, and where the transactions of this moment lie. */
export interface Cursor {
  readonly sealed: string;
  readonly writtenIn: string;
  readonly entryId: string;
  /** Every transaction before this one has ended. */
  readonly ended: string;
  /** No transaction from this one on has begun. */
  readonly begun: string;
  /** The database was put on another server, which counts its transactions from a lower number. */
  readonly isMoved: boolean;
}

/**
 * Seals what was committed since the last time, a block at most, and gives how many entries it was. They come in the order of their
 * transactions, and of those only that have ended before every one that runs, so that nothing can come in between later. Of several at
 * once one does it. It is done as the owner, and whole or not at all.
 */
export async function sealBlock(pool: Pool, key: SigningKey): Promise<number> {
  return asOwner(pool, async (database) => {
    await unhurried(database);
    const cursor = await cursorOf(database);
    // Nothing is locked or written as long as there is nothing to do.
    if (!(await isDue(database, cursor)) || !(await isLocked(database, cursor))) return 0;
    const entries = await unsealed(database, cursor);
    if (entries.length > 0) await seal(database, cursor, entries, key);
    await advance(database, cursor, entries);
    return entries.length;
  });
}

export async function cursorOf(database: Executor): Promise<Cursor> {
  const { rows } = await sql<Cursor>`
    select sealed::text as sealed, written_in::text as "writtenIn", entry_id::text as "entryId", pg_snapshot_xmin(now)::text as ended,
      pg_snapshot_xmax(now)::text as begun, written_in > pg_snapshot_xmin(now) as "isMoved"
    from history_cursor, pg_current_snapshot() as now`.execute(database);
  return rows[0] as Cursor;
}

/**
 * Where entries may lie that are not sealed. On a server that the database was moved to, anywhere: the numbers of what was written
 * elsewhere may lie in the future here, and those of what is written now before the cursor.
 */
function window({ writtenIn, entryId, ended, begun, isMoved }: Cursor): Sql {
  return isMoved
    ? sql`(entry.written_in < ${ended}::xid8 or entry.written_in >= ${begun}::xid8)`
    : sql`(entry.written_in, entry.id) > (${writtenIn}::xid8, ${entryId}::bigint) and entry.written_in < ${ended}::xid8`;
}

async function isDue(database: Executor, cursor: Cursor): Promise<boolean> {
  if (cursor.isMoved) return true;
  const { rows } = await sql`select from history_entry entry where ${window(cursor)} limit 1`.execute(database);
  return rows.length === 1;
}

/** Whether it is this one that seals: nobody else does now, or has done since the cursor was read. */
async function isLocked(database: Executor, { sealed, writtenIn, entryId }: Cursor): Promise<boolean> {
  const { rows } = await sql`
    select from history_cursor where (sealed, written_in, entry_id) = (${sealed}::bigint, ${writtenIn}::xid8, ${entryId}::bigint)
    for update skip locked`.execute(database);
  return rows.length === 1;
}

async function unsealed(database: Executor, cursor: Cursor): Promise<Entry[]> {
  const { rows } = await sql<{ entry: Entry }>`
    select ${ENTRY} as entry from history_entry entry
    where ${window(cursor)} and (select position from history_seal where entry_id = entry.id) is null
    order by entry.written_in, entry.id limit ${sql.lit(BLOCK)}`.execute(database);
  return rows.map(({ entry }) => entry);
}

async function seal(database: Executor, { sealed }: Cursor, entries: readonly Entry[], key: SigningKey): Promise<void> {
  let hash = await hashAt(database, sealed);
  const hashes = entries.map((entry) => {
    hash = linked(hash, entry);
    return hash;
  });
  await sql`
    insert into history_seal (position, entry_id, hash)
    select ${sealed}::bigint + nth, entry_id, decode(hash, 'hex')
    from unnest(${sql.val(entries.map(({ id }) => id))}::bigint[], ${sql.val(hashes)}::text[]) with ordinality as sealing (entry_id, hash, nth)`.execute(
    database,
  );
  await sql`insert into history_key (id, public_key) values (${key.id}, ${key.pem}) on conflict (id) do nothing`.execute(database);
  const position = (BigInt(sealed) + BigInt(entries.length)).toString();
  await keep(database, signed({ position, hash, sealedAt: await momentIn(database) }, key));
}

/** By the database's clock, which all nodes share, in the form that a head is signed in. */
async function momentIn(database: Executor): Promise<string> {
  const { rows } = await sql<{ now: string }>`select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`.execute(
    database,
  );
  return rows[0]?.now ?? '';
}

async function hashAt(database: Executor, position: string): Promise<string> {
  if (position === '0') return GENESIS;
  const { rows } = await sql<{ hash: string }>`select encode(hash, 'hex') as hash from history_seal where position = ${position}::bigint`.execute(
    database,
  );
  if (rows[0] === undefined) throw new Error(`The history is sealed up to ${position}, and the seal of that position is gone`);
  return rows[0].hash;
}

async function keep(database: Executor, { position, hash, keyId, sealedAt, signature }: SignedHead): Promise<void> {
  await sql`
    insert into history_head (position, hash, key_id, sealed_at, signature)
    values (${position}::bigint, decode(${hash}, 'hex'), ${keyId}, ${sealedAt}::timestamptz, decode(${signature}, 'base64'))`.execute(database);
}

/** A block that is not full was the last one: everything whose transaction has ended is sealed. */
async function advance(database: Executor, { writtenIn, entryId, ended, isMoved }: Cursor, entries: readonly Entry[]): Promise<void> {
  const last = entries.at(-1);
  const isLast = entries.length < BLOCK || last === undefined;
  const [transaction, entry] = isLast ? [ended, '0'] : isMoved ? [writtenIn, entryId] : [last.written_in, last.id];
  await sql`
    update history_cursor set sealed = sealed + ${sql.lit(entries.length)}, written_in = ${transaction}::xid8, entry_id = ${entry}::bigint`.execute(
    database,
  );
}
