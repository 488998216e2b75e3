import { hashOf, newSecret } from '../access/secret.js';
import { type Executor, sql } from '../shared/sql.js';
import { selectTheOne } from '../writing/facts.js';

/** A working day. */
const SESSION_HOURS = 12;

/** A session that has begun, with its token, which is shown once. */
export interface Session {
  readonly id: string;
  readonly token: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

export async function sessionBegun(transaction: Executor, accountId: string): Promise<Session> {
  const token = newSecret('xs_');
  const row = await selectTheOne<Omit<Session, 'token'>>(
    transaction,
    sql`
      select id, to_json(expires_at) #>> '{}' as "expiresAt" from begin_session(${accountId}::bigint, ${hashOf(token)}, ${SESSION_HOURS})`,
  );
  return { ...row, token };
}
