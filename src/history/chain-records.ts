import { type Executor, sql } from '../shared/sql.js';
import { canonical, ENTRY, type Entry, type SignedHead } from './chain.js';

/**
 * A piece of the chain, which is a line of an export: the public keys and the newest head come first, then the entries in their order,
 * each head behind the last entry that it is of.
 */
export type ChainRecord =
  | { readonly key: { readonly id: string; readonly publicKey: string } }
  | { readonly newest: SignedHead }
  | { readonly position: string; readonly hash: string; readonly entry: Entry }
  /** An entry that was sealed and is gone. */
  | { readonly position: string; readonly hash: string; readonly gone: string }
  | { readonly head: SignedHead };

const PAGE = 1_000;

const HEAD = sql`json_build_object('position', head.position::text, 'hash', encode(head.hash, 'hex'), 'keyId', key_id,
  'sealedAt', to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'signature', translate(encode(signature, 'base64'), E'\n', ''))`;

/** The chain as the database has it, up to the newest head that it has now. */
export async function* chainRecords(database: Executor): AsyncGenerator<ChainRecord> {
  const keys = await sql<{ id: string; publicKey: string }>`select id, public_key as "publicKey" from history_key order by added_at, id`.execute(
    database,
  );
  for (const key of keys.rows) yield { key };
  const newest = await sql<{ head: SignedHead }>`select ${HEAD} as head from history_head head order by position desc limit 1`.execute(database);
  const head = newest.rows[0]?.head;
  if (head === undefined) return;
  yield { newest: head };
  yield* sealedUpTo(database, head.position);
}

interface Sealed {
  readonly position: string;
  readonly hash: string;
  readonly entryId: string;
  readonly entry: Entry | null;
  readonly head: SignedHead | null;
}

async function* sealedUpTo(database: Executor, last: string): AsyncGenerator<ChainRecord> {
  for (let after = '0'; ; ) {
    const { rows } = await sql<Sealed>`
      select coalesce(seal.position, head.position)::text as position, encode(seal.hash, 'hex') as hash, seal.entry_id::text as "entryId", ${ENTRY} as entry,
        case when head.position is not null then ${HEAD} end as head
      from history_seal seal
      left join history_entry entry on entry.id = seal.entry_id
      left join history_head head on head.position = seal.position
      where seal.position > ${after}::bigint and seal.position <= ${last}::bigint
      order by seal.position limit ${sql.lit(PAGE)}`.execute(database);
    for (const { position, hash, entryId, entry, head } of rows) {
      yield entry === null ? { position, hash, gone: entryId } : { position, hash, entry };
      if (head !== null) yield { head };
    }
    const end = rows.at(-1);
    if (end === undefined) return;
    after = end.position;
  }
}

export function lineOf(record: ChainRecord): string {
  return `${canonical(record)}\n`;
}
