import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { type Sql, sql } from '../shared/sql.js';

/** An entry with every column as the text that the database gives; a column that is null is left out. */
export type Entry = Readonly<Record<string, string>>;

/** Before the first entry. */
export const GENESIS = Buffer.alloc(32).toString('hex');

/**
 * The columns of an entry. Each is written the same whatever the settings of a session are, and a column that is added some day is null
 * in all that was written before, so that their hashes stay.
 */
const COLUMNS: Readonly<Record<string, (column: Sql) => Sql>> = {
  id: asText,
  recorded_at: (column) => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  account_id: asText,
  acting_for: asText,
  request_id: asText,
  action: asText,
  subject_type: asText,
  subject_id: asText,
  reason: asText,
  change: asText,
  before: asText,
  written_in: asText,
};

/** `entry`, a row of the history, as an `Entry`; null where there is none. */
export const ENTRY: Sql = sql`case when entry.id is not null then json_strip_nulls(json_build_object(${sql.join(
  Object.entries(COLUMNS).flatMap(([name, write]) => [sql.lit(name), write(sql`entry.${sql.id(name)}`)]),
)})) end`;

function asText(column: Sql): Sql {
  return sql`${column}::text`;
}

/** One text for one content (RFC 8785). */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('Expected something that JSON can say');
  return text;
}

/** The hash of a chain with one entry more: of the hash before it and the hash of its line. */
export function linked(before: string, entry: Entry): string {
  const leaf = createHash('sha256').update(canonical(entry)).digest();
  return createHash('sha256').update(Buffer.from(before, 'hex')).update(leaf).digest('hex');
}

/** That the chain up to a position has this hash. */
export interface Head {
  readonly position: string;
  readonly hash: string;
  readonly keyId: string;
  /** ISO 8601, to the microsecond. */
  readonly sealedAt: string;
}

export interface SignedHead extends Head {
  /** Of the head's canonical text, by Ed25519, in base64. */
  readonly signature: string;
}

/** What is signed. */
export function statementOf({ position, hash, keyId, sealedAt }: Head): Buffer {
  return Buffer.from(`xieshou history head\n${canonical({ position, hash, keyId, sealedAt })}`);
}
