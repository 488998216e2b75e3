import { createHash } from 'node:crypto';
import pg from 'pg';

/** The names on one connection. Each holds a parsed statement and its plan in the server's memory. */
const MOST_NAMES = 200;

/** The characters of all of them. A plan takes some fifty times its text, so whoever asks for much could fill the server's memory with long ones. */
const MOST_CHARACTERS = 1_000_000;

/** The texts that came once and may come again. */
const MOST_SEEN = 100;

/** What PostgreSQL can prepare, and what is worth it. */
const PREPARABLE = /^\s*(select|with|insert|update|delete)\b/i;

/** How a connection is used, beside what the driver knows. */
export interface Use {
  /** PostgreSQL's settings that hold for all that is sent on it. */
  readonly told: Readonly<Record<string, string | number>>;
  /** A pooler lends the server's connections for a transaction: what is told stands at the beginning of each, and outside of one nothing is sent. */
  readonly lent: boolean;
  /** Whether statements may be prepared by name. */
  readonly names: boolean;
}

type Query = (...args: unknown[]) => unknown;

/**
 * A connection that prepares by name what it is sent a second time, so that a statement is parsed and planned once and not on each
 * request. Pool and transactions go through it alike. Once the names are used up the rest is sent as before, until the pool replaces
 * the connection.
 *
 * Each message wakes the server, which costs as much as reading a row. So what is asked in one go is sent in one: statements do not
 * wait for the answer to those before them, and a transaction begins with its first statement.
 */
export class PreparingClient extends pg.Client {
  readonly #names = new Map<string, string>();
  readonly #seen = new Set<string>();
  readonly #use: Use;
  #charactersLeft = MOST_CHARACTERS;
  /** A transaction was asked for, and nothing in it yet. */
  #begins = false;
  #isWithin = false;
  #corked = false;

  constructor({ use, ...config }: pg.ClientConfig & { readonly use: Use }) {
    super({ ...config, pipeline: true } as pg.ClientConfig);
    this.#use = use;
    if (use.lent) return;
    // With the connection itself, so that there is none without it. The last one said is the one that holds, whatever the address says.
    const { connectionParameters: parameters } = this as unknown as { connectionParameters: { options?: string } };
    parameters.options = [parameters.options ?? '', ...Object.entries(use.told).map(([name, value]) => `-c ${name}=${value}`)].join(' ').trim();
  }

  // biome-ignore lint/suspicious/noExplicitAny: the driver's method takes a text, a configuration or a query, with or without a callback
  override query(...args: any[]): any {
    const [text, values, ...rest] = args;
    if (this.#putsOff(text, rest)) return Promise.resolve(NOTHING);
    this.#sendTogether();
    const send = super.query as Query;
    if (this.#begins) {
      this.#begins = false;
      this.#isWithin = true;
      // It fails only with the connection, or so that the statement behind it fails as well.
      (send.call(this, this.#beginning()) as Promise<unknown>).catch(() => undefined);
    } else if (text === 'commit' || text === 'rollback') {
      this.#isWithin = false;
    } else if (this.#use.lent && !this.#isWithin) {
      throw new Error('Expected a transaction: outside of one a statement would run under whatever rights the pooler has');
    }
    const name = typeof text === 'string' && Array.isArray(values) ? this.#nameOf(text) : undefined;
    return name === undefined ? send.apply(this, args) : send.call(this, { name, text, values }, ...rest);
  }

  /** The beginning of a transaction waits for its first statement; the end of one that has none is nothing either. */
  #putsOff(text: unknown, rest: readonly unknown[]): boolean {
    if (rest.some((argument) => argument !== undefined)) return false;
    if (text === 'begin' && !this.#begins) {
      this.#begins = true;
      return true;
    }
    if (!this.#begins || (text !== 'commit' && text !== 'rollback')) return false;
    this.#begins = false;
    return true;
  }

  /** One message, so that there is no transaction without what it is told. */
  #beginning(): string {
    const { told, lent } = this.#use;
    return ['begin', ...(lent ? Object.entries(told).map(([name, value]) => `set local ${name} = ${value}`) : [])].join('; ');
  }

  #sendTogether(): void {
    if (this.#corked) return;
    const { stream } = (this as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection;
    this.#corked = true;
    stream.cork();
    process.nextTick(() => {
      this.#corked = false;
      stream.uncork();
    });
  }

  #nameOf(text: string): string | undefined {
    if (!this.#use.names) return undefined;
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    if (this.#names.size >= MOST_NAMES || text.length > this.#charactersLeft || !PREPARABLE.test(text)) return undefined;
    if (!this.#seen.delete(text)) {
      if (this.#seen.size >= MOST_SEEN) this.#seen.clear();
      this.#seen.add(text);
      return undefined;
    }
    const name = createHash('sha256').update(text).digest('base64url');
    this.#names.set(text, name);
    this.#charactersLeft -= text.length;
    return name;
  }
}

/** The answer to a statement that there was no need to send. */
const NOTHING = { command: '', rowCount: null, oid: 0, fields: [], rows: [] };
