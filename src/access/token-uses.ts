import { type Executor, sql } from '../shared/sql.js';

/** The tokens that came since their last use was written down. */
const used = new WeakMap<Executor, Set<string>>();

/** Keeps in mind that a token came; no request waits for it to be written. */
export function noteUse(database: Executor, tokenId: string): void {
  const tokens = used.get(database) ?? new Set();
  used.set(database, tokens.add(tokenId));
}

/** Writes down the last use of the tokens that came since. Of each token it is changed once a minute at most. */
export async function writeUses(database: Executor): Promise<void> {
  const tokens = [...(used.get(database) ?? [])];
  used.delete(database);
  if (tokens.length === 0) return;
  await sql`select note_token_uses(${sql.val(tokens)}::bigint[])`.execute(database);
}
