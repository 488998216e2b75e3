import { createHash } from 'node:crypto';
import pg from 'pg';

/** The names on one connection. Each holds a parsed statement and its plan in the server's memory. */
const MOST_NAMES = 200;

/** The texts that came once and may come again. */
const MOST_SEEN = 100;

/** What PostgreSQL can prepare, and what is worth it. */
const PREPARABLE = /^\s*(select|with|insert|update|delete)\b/i;

type Query = (...args: unknown[]) => unknown;

/**
 * A connection that prepares by name what it is sent a second time, so that a statement is parsed and planned once and not on each
 * request. Pool and transactions go through it alike. Once the names are used up the rest is sent as before, until the pool replaces
 * the connection.
 */
export class PreparingClient extends pg.Client {
  readonly #names = new Map<string, string>();
  readonly #seen = new Set<string>();

  // biome-ignore lint/suspicious/noExplicitAny: the driver's method takes a text, a configuration or a query, with or without a callback
  override query(...args: any[]): any {
    const [text, values, ...rest] = args;
    const name = typeof text === 'string' && Array.isArray(values) ? this.#nameOf(text) : undefined;
    const send = super.query as Query;
    return name === undefined ? send.apply(this, args) : send.call(this, { name, text, values }, ...rest);
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    if (this.#names.size >= MOST_NAMES || !PREPARABLE.test(text)) return undefined;
    if (!this.#seen.delete(text)) {
      if (this.#seen.size >= MOST_SEEN) this.#seen.clear();
      this.#seen.add(text);
      return undefined;
    }
    const name = createHash('sha256').update(text).digest('base64url');
    this.#names.set(text, name);
    return name;
  }
}
