import type { Message } from '../shared/errors/messages.js';
import { type Entry, GENESIS, linked, type SignedHead } from './chain.js';
import type { ChainRecord } from './chain-records.js';
import { type HeadKey, isSignedBy, publicKey } from './signing-key.js';

/** What whoever verifies knows from elsewhere. */
export interface Trust {
  /** The keys that heads may be signed by; without any those that the chain itself brings. */
  readonly keys?: readonly HeadKey[];
  /** Heads that were kept before: the chain must hold what they say. */
  readonly heads?: readonly SignedHead[];
}

/** A chain that is whole. */
export interface Verified {
  readonly entries: string;
  readonly hash: string;
  /** The keys that its heads are signed by. */
  readonly keyIds: readonly string[];
}

/** What was altered, taken away or cut off first. */
export class ChainBroken extends Error {
  constructor(
    readonly messages: Message,
    /** Where in the chain; null where it is none of its entries. */
    readonly position: string | null,
    readonly entryId: string | null = null,
  ) {
    super(messages.en);
  }
}

/** Follows a chain from its first entry to its end. Throws a ChainBroken that names the first thing that is wrong. */
export async function verified(records: AsyncIterable<ChainRecord>, trust: Trust = {}): Promise<Verified> {
  const verifier = new Verifier(trust);
  for await (const record of records) verifier.take(record);
  return verifier.end();
}

class Verifier {
  #position = 0n;
  #hash = GENESIS;
  /** Up to where a head was signed for what was read. */
  #signed = 0n;
  #newest: SignedHead | null = null;
  readonly #keys = new Map<string, HeadKey>();
  readonly #signers = new Set<string>();
  readonly #known: SignedHead[];

  constructor({ keys, heads = [] }: Trust) {
    this.#takesKeys = keys === undefined;
    for (const key of keys ?? []) this.#keys.set(key.id, key);
    this.#known = [...heads].sort((a, b) => (BigInt(a.position) < BigInt(b.position) ? -1 : 1));
  }

  readonly #takesKeys: boolean;

  take(record: ChainRecord): void {
    if ('key' in record) this.#key(record.key);
    else if ('newest' in record) this.#announced(record.newest);
    else if ('head' in record) this.#head(record.head);
    else if ('gone' in record) this.#next(record.position, record.gone, null, record.hash);
    else this.#next(record.position, record.entry.id ?? '', record.entry, record.hash);
  }

  end(): Verified {
    const last = this.#known.at(-1);
    for (const head of [this.#newest, last]) if (head && BigInt(head.position) > this.#position) throw cutOff(this.#position, head);
    if (this.#position > this.#signed) throw unsigned(this.#signed, this.#position);
    return { entries: this.#position.toString(), hash: this.#hash, keyIds: [...this.#signers] };
  }

  #key({ id, publicKey: pem }: { readonly id: string; readonly publicKey: string }): void {
    const key = keyIn(pem);
    if (key?.id !== id || key.pem !== pem) throw otherKey(id);
    if (this.#takesKeys) this.#keys.set(id, key);
  }

  #announced(head: SignedHead): void {
    this.#assertSigned(head);
    if (this.#newest === null || BigInt(head.position) > BigInt(this.#newest.position)) this.#newest = head;
  }

  #next(position: string, entryId: string, entry: Entry | null, hash: string): void {
    const next = this.#position + 1n;
    if (position !== next.toString()) throw missing(next);
    if (entry === null) throw gone(position, entryId);
    const expected = linked(this.#hash, entry);
    if (expected !== hash) throw altered(position, entryId);
    this.#position = next;
    this.#hash = expected;
    for (let known = this.#known[0]; known?.position === position; known = this.#known[0]) {
      if (known.hash !== expected) throw rewritten(this.#signed, known);
      this.#known.shift();
    }
  }

  #head(head: SignedHead): void {
    this.#assertSigned(head);
    if (head.position !== this.#position.toString()) throw missing(this.#position + 1n);
    if (head.hash !== this.#hash) throw rewritten(this.#signed, head);
    this.#signed = this.#position;
  }

  #assertSigned(head: SignedHead): void {
    const key = this.#keys.get(head.keyId);
    if (key === undefined) throw strangeKey(head);
    if (!isSignedBy(head, key)) throw wrongSignature(head);
    this.#signers.add(key.id);
  }
}

function keyIn(pem: string): HeadKey | null {
  try {
    return publicKey(pem);
  } catch {
    return null;
  }
}

function altered(position: string, id: string): ChainBroken {
  return new ChainBroken(
    {
      zh: `第 ${position} 条（记录 ${id}）或其哈希被改动过：这是第一条不符的记录。`,
      en: `entry ${id} at position ${position}, or its hash, was altered: it is the first that does not fit.`,
    },
    position,
    id,
  );
}

function gone(position: string, id: string): ChainBroken {
  return new ChainBroken(
    { zh: `第 ${position} 条（记录 ${id}）不见了。`, en: `entry ${id} at position ${position} is missing: it was sealed and is gone.` },
    position,
    id,
  );
}

function missing(next: bigint): ChainBroken {
  return new ChainBroken({ zh: `第 ${next} 条不见了。`, en: `the entry at position ${next} is missing.` }, next.toString());
}

function cutOff(end: bigint, { position, sealedAt }: SignedHead): ChainBroken {
  return new ChainBroken(
    {
      zh: `末尾被截断：签名的链头（${sealedAt}）有 ${position} 条，而记录止于第 ${end} 条；第 ${end + 1n} 条起不见了。`,
      en: `the end was cut off: a head that was signed at ${sealedAt} says ${position} entries, and they end at ${end}; those from position ${end + 1n} on are missing.`,
    },
    (end + 1n).toString(),
  );
}

function unsigned(last: bigint, end: bigint): ChainBroken {
  return new ChainBroken(
    { zh: `第 ${last + 1n} 至 ${end} 条没有签名的链头。`, en: `no head is signed for the entries from position ${last + 1n} to ${end}.` },
    (last + 1n).toString(),
  );
}

function rewritten(last: bigint, { position, sealedAt }: SignedHead): ChainBroken {
  return new ChainBroken(
    {
      zh: `第 ${last + 1n} 至 ${position} 条不是 ${sealedAt} 签名时的那些：记录连同其后的哈希被一起改写过。`,
      en: `the entries from position ${last + 1n} to ${position} are not those that the head of ${sealedAt} was signed for: they were rewritten together with their hashes.`,
    },
    (last + 1n).toString(),
  );
}

function wrongSignature({ position }: SignedHead): ChainBroken {
  return new ChainBroken(
    { zh: `第 ${position} 条处的链头或其签名被改动过。`, en: `the head at position ${position} or its signature was altered.` },
    position,
  );
}

function strangeKey({ position, keyId }: SignedHead): ChainBroken {
  return new ChainBroken(
    {
      zh: `第 ${position} 条处的链头由不受信任的密钥 ${keyId} 签名。`,
      en: `the head at position ${position} is signed by the key ${keyId}, which is not among the trusted ones.`,
    },
    position,
  );
}

function otherKey(id: string): ChainBroken {
  return new ChainBroken({ zh: `公钥 ${id} 被改动过。`, en: `the public key ${id} was altered.` }, null);
}
