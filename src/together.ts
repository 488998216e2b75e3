import type pg from 'pg';
import { beginStatement, type SeenStatement, seen, sentTogether } from './seeing/statement.js';
import type { Executor } from './shared/sql.js';

/** A statement and whoever waits for its answer. */
interface Asked {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly resolve: (answer: pg.QueryResult) => void;
  readonly reject: (error: unknown) => void;
  /** Undefined where nobody looks. */
  readonly statement: SeenStatement | undefined;
}

/** Whoever comes behind this many on one connection waits longer than a message of its own would take. */
const MOST_TOGETHER = 16;

/**
 * Sends statements of one turn of the event loop together. To read a row by its key takes the server less time than to wake up for it, so
 * they go to one connection in one message. Each is still a statement of its own, with its own answer or error.
 */
export class Together implements Executor {
  #group: Asked[] = [];

  constructor(
    private readonly pool: Pick<pg.Pool, 'connect'>,
    /** Of connections that a pooler lends nothing may be sent outside of a transaction; each statement still fails alone. */
    private readonly isLent = false,
  ) {}

  send(text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    const statement = beginStatement(text);
    return new Promise((resolve, reject) => {
      if (this.#group.length === 0 || this.#group.length >= MOST_TOGETHER) this.#begin();
      this.#group.push({ text, values, resolve, reject, statement });
    });
  }

  #begin(): void {
    const group: Asked[] = [];
    this.#group = group;
    setImmediate(() => {
      if (this.#group === group) this.#group = [];
      void this.#run(group);
    });
  }

  async #run(group: readonly Asked[]): Promise<void> {
    let client: pg.PoolClient;
    try {
      client = await this.pool.connect();
    } catch (error) {
      for (const { statement, reject } of group) {
        statement?.failed(error);
        reject(error);
      }
      return;
    }
    if (group.length > 1) sentTogether(group);
    await Promise.all(
      group.map(({ text, values, resolve, reject, statement }) =>
        seen(statement, this.#sent(client, text, values as unknown[])).then(resolve, reject),
      ),
    );
    // The pool lets go of a connection that was lost.
    client.release();
  }

  #sent(client: pg.PoolClient, text: string, values: unknown[]): Promise<pg.QueryResult> {
    if (!this.isLent) return client.query(text, values);
    void client.query('begin');
    const answer = client.query(text, values);
    // It fails as the statement does, or with the connection, and then the next one says so.
    client.query('commit').catch(() => undefined);
    return answer;
  }
}
