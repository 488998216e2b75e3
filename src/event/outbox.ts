import { asOwner } from '../access/as-owner.js';
import { askedBy } from '../access/asked-by.js';
import type { Viewer } from '../access/viewer.js';
import type { ObjectKey } from '../shared/id.js';
import { alias, type Executor, type Pool, type Sql, sql } from '../shared/sql.js';
import { WAITS_FOR_VIEWER } from '../waiting/waiting.reading.js';

/** What happened, as the outbox has it (schema/migrations/042_outbox.sql). */
export interface OutboxEvent {
  readonly position: string;
  /** The mutation of a change; else one of the kinds that are announced, such as `waitingAdded`. */
  readonly kind: string;
  /** ISO 8601. */
  readonly at: string;
  /** The row that it happened to. */
  readonly type: string;
  readonly key: string;
  /** Of a change its entry of the history. */
  readonly entryId: string | null;
  /** Of a change the organisation that made it, as the history names it. */
  readonly actingFor: string | null;
  readonly waitingKind: string | null;
  readonly itemId: string | null;
  /** For whom it waits. */
  readonly role: string | null;
  readonly partnerId: string | null;
  readonly placeId: string | null;
  readonly deskId: string | null;
}

/** The most that is read at once, and so the most that waits in memory for a client that is slow. */
export const PAGE = 100;

export const OUTBOX_COLUMNS: Sql = sql`outbox.position::text as position, outbox.kind, to_json(outbox.at) #>> '{}' as at, outbox.subject_type as type,
  outbox.subject_id::text as key, outbox.entry_id::text as "entryId", outbox.acting_for as "actingFor", outbox.waiting_kind as "waitingKind", outbox.item_id::text as "itemId", outbox.role,
  outbox.partner_id::text as "partnerId", outbox.place_id::text as "placeId", outbox.desk_id::text as "deskId"`;

/** The position of the newest event; 0 before the first. */
export async function newestPosition(pool: Pool): Promise<string> {
  return asOwner(pool, async (database) => {
    const { rows } = await sql<{ position: string }>`select position::text as position from outbox_cursor`.execute(database);
    return rows[0]?.position ?? '0';
  });
}

/** Of everything what comes next behind a position. */
export function eventsBehind(pool: Pool, position: string): Promise<OutboxEvent[]> {
  return asOwner(pool, (database) => page(database, sql`outbox.position > ${position}::bigint`));
}

/** What happened to one row behind a position. Whether somebody sees the row is for the caller to look at. */
export function happenedBehind(pool: Pool, { type, key }: ObjectKey, position: string): Promise<OutboxEvent[]> {
  return asOwner(pool, (database) =>
    page(
      database,
      sql`outbox.subject_id = ${key}::bigint and outbox.subject_type = ${type} and outbox.position > ${position}::bigint and outbox.role is null`,
    ),
  );
}

/** What began to wait for the viewer's organisation behind a position, or waits no more. */
export function waitingBehind(pool: Pool, viewer: Viewer, position: string): Promise<OutboxEvent[]> {
  return page(
    askedBy(pool, viewer),
    sql`outbox.position > ${position}::bigint and outbox.waiting_kind is not null and ${WAITS_FOR_VIEWER.predicate(alias('outbox'), viewer)}`,
  );
}

async function page(database: Executor, where: Sql): Promise<OutboxEvent[]> {
  const { rows } =
    await sql<OutboxEvent>`select ${OUTBOX_COLUMNS} from outbox where ${where} order by outbox.position limit ${sql.lit(PAGE)}`.execute(database);
  return rows;
}
