import { createHash } from 'node:crypto';

/** PostgreSQL cuts a column's name after 63 bytes, and two long aliases may begin alike. */
const LONGEST_ALIAS = 60;

/** The key under which a row carries what was read below it for a response key, apart from the row's own columns. */
export function relationKey(alias: string): string {
  return alias.length <= LONGEST_ALIAS ? `@${alias}` : `@@${createHash('sha256').update(alias).digest('base64url')}`;
}
