import { createHash } from 'node:crypto';
import { AppError, badInput } from '../shared/errors/app-error.js';
import { isLockWaitedFor } from '../shared/errors/database-error.js';
import { type Executor, type Sql, sql } from '../shared/sql.js';

export const IDEMPOTENCY_KEY =
  'A key that the client makes for this write, 8 to 100 printable ASCII characters such as a UUID. It belongs to the organisation for ever, or to the account that acts for none: repeating the request with it gives the first answer and writes nothing, other content is CONFLICT (`IDEMPOTENCY_KEY_REUSED`), and so is one that is still at work after ten seconds (`IDEMPOTENCY_KEY_AT_WORK`).';

const KEY = /^[\x21-\x7e]{8,100}$/;

/** The key of one write of several that come with one key: of each its own, by its place among them. */
export function keyOfItem(key: string, index: number): string {
  assertWellFormed(key);
  return `item:${createHash('sha256').update(`${key} ${index}`).digest('base64url')}`;
}

/** A write as its organisation and key name it, with a fingerprint of what it asks. */
export interface KeyedWrite {
  readonly organisation: string;
  readonly key: string;
  readonly fingerprint: Buffer;
}

export function keyedWrite(organisation: string, key: string, content: unknown): KeyedWrite {
  assertWellFormed(key);
  return { organisation, key, fingerprint: createHash('sha256').update(canonicalJson(content)).digest() };
}

function assertWellFormed(key: string): void {
  if (KEY.test(key)) return;
  throw badInput(['idempotencyKey'], 'IDEMPOTENCY_KEY_MALFORMED', {
    zh: 'idempotencyKey 须为 8 至 100 个可打印的 ASCII 字符，例如一个 UUID。',
    en: 'idempotencyKey must be 8 to 100 printable ASCII characters, such as a UUID.',
  });
}

/**
 * What the key stood for before, or null when it is new. Until the transaction ends no other one gets past this point
 * with the same key, so of many at once one writes and the others find its result. The same statement does first what has to be done before:
 * each row of the outer side of a join is there before the inner side is looked for.
 */
export async function earlierResult(transaction: Executor, write: KeyedWrite, first: Sql): Promise<string | null> {
  const { rows } = await sql<{ subject_id: string | null; same: boolean | null }>`
    with done as materialized (select ${first})
    select subject_id::text as subject_id, fingerprint = ${write.fingerprint} as same
    from done left join earlier_write(${write.organisation}, ${write.key}) on true`
    .execute(transaction)
    .catch((error: unknown) => {
      throw isLockWaitedFor(error) ? atWork() : error;
    });
  const earlier = rows[0];
  if (earlier?.subject_id == null) return null;
  if (!earlier.same) {
    throw new AppError(
      'CONFLICT',
      {
        zh: '这个 idempotencyKey 已用于另一项内容不同的写入；请换一个新的 key。',
        en: 'This idempotencyKey was used for a write with other content; use a new key.',
      },
      { reason: 'IDEMPOTENCY_KEY_REUSED' },
    );
  }
  return earlier.subject_id;
}

/** It has waited for the other one for as long as anybody waits for a lock. */
function atWork(): AppError {
  return new AppError(
    'CONFLICT',
    {
      zh: '用这个 idempotencyKey 的另一次请求还在处理；请稍后用同一个 key 重试，以得到它的结果。',
      en: 'Another request with this idempotencyKey is still at work; repeat this one with the same key in a moment, and it gets what that one wrote.',
    },
    { reason: 'IDEMPOTENCY_KEY_AT_WORK' },
  );
}

/** The statement that keeps what a key stands for from now on. */
export function resultKept(write: KeyedWrite, subjectId: Sql): Sql {
  return sql`
    insert into idempotency_key (organisation, key, fingerprint, subject_id)
    values (${write.organisation}, ${write.key}, ${write.fingerprint}, ${subjectId})`;
}

/** JSON with sorted keys and without absent values, so that the same content has one text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part)
            .filter(([, inner]) => inner !== undefined && inner !== null)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : part,
  );
}
