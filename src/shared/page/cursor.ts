import { excerpt, Problem } from '../errors/problem.js';

/** The values of the sort columns in the last row seen, as text; null where the row has none. */
export type CursorKeys = (string | null)[];

const MAX_KEYS = 8;
const MAX_KEYS_LENGTH = 2000;

// A character takes at most 6 bytes of JSON ("\u001f"), and 3 bytes take 4 characters of base64; the rest is for the order.
const MAX_CURSOR_LENGTH = MAX_KEYS_LENGTH * 8 + 1000;

// PostgreSQL takes neither in a text, so no row gave them.
const NEVER_STORED = /[\0\p{Surrogate}]/u;

/** An opaque position in a list. It names the order it belongs to, because its keys mean nothing in another. */
export function encodeCursor(order: string, keys: readonly (string | null)[]): string {
  if (!isCursorKeys(keys)) {
    const expected = `at most ${MAX_KEYS} keys of together ${MAX_KEYS_LENGTH} storable characters`;
    throw new RangeError(`Expected ${expected} for a cursor, got ${JSON.stringify(keys)}`);
  }
  return toBase64Url(order, keys);
}

/**
 * The keys of a cursor made for this order. A client may send anything, so nothing in it is taken on trust, and only the
 * exact text that `encodeCursor` gives is read.
 *
 * Throws a Problem: CURSOR_MALFORMED or CURSOR_OF_ANOTHER_ORDER.
 */
export function decodeCursor(text: string, order: string): CursorKeys {
  const content = text.length > MAX_CURSOR_LENGTH ? null : readJson(text);
  const [cursorOrder, keys]: unknown[] = Array.isArray(content) ? content : [];

  const isGenuine = typeof cursorOrder === 'string' && isCursorKeys(keys) && toBase64Url(cursorOrder, keys) === text;
  if (!isGenuine) throw new Problem('CURSOR_MALFORMED', { value: excerpt(text) });

  if (cursorOrder !== order) throw new Problem('CURSOR_OF_ANOTHER_ORDER', { expected: order, value: excerpt(cursorOrder) });
  return keys;
}

function isCursorKeys(keys: unknown): keys is CursorKeys {
  return (
    Array.isArray(keys) &&
    keys.length <= MAX_KEYS &&
    keys.every((key) => key === null || (typeof key === 'string' && !NEVER_STORED.test(key))) &&
    keys.join('').length <= MAX_KEYS_LENGTH
  );
}

function toBase64Url(order: string, keys: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify([order, keys])).toString('base64url');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return null;
  }
}
