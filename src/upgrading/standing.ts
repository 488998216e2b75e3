import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Executor, type Pool, type Replicas, sql } from '../shared/sql.js';
import { programVersion } from '../shared/version.js';
import { superseded } from './refusals.js';

/** For so long a process may serve without asking again. The database counts a little more, so that it is never the first to give up. */
const GOOD_MS = 10_000;
const DATABASE_SECONDS = 12;

/**
 * The right of this process to serve its database, which it asks for again and again, and has no longer once a newer version has taken away
 * what it needs. Where it has not been heard of for a while, because it or the database was away, it asks before it sends anything.
 */
export class Standing {
  /** The connections, for as long as they may be used. */
  readonly pool: Pool;
  readonly #id = randomUUID();
  readonly #version = programVersion();
  #goodUntil = 0;
  #asking: Promise<void> | undefined;
  #isLost = false;
  #onLost: (() => void) | undefined;

  constructor(
    private readonly direct: Pool,
    /** The newest migration that this version knows. */
    private readonly newest: number,
  ) {
    this.pool = this.#guarded(direct);
  }

  /** Asks for the right; throws a StartFailure where this version is too old. Whoever asks meanwhile waits for the same answer. */
  renew(): Promise<void> {
    this.#asking ??= this.#renew().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** Calls it once, when this version has become too old, or now where it has already. */
  whenLost(listener: () => void): void {
    if (this.#isLost) listener();
    else this.#onLost = listener;
  }

  /** Takes its leave, so that nobody waits for it. */
  async end(): Promise<void> {
    this.#goodUntil = 0;
    await sql`select stop_serving(${this.#id}::uuid)`.execute(this.direct);
  }

  async #renew(): Promise<void> {
    const began = performance.now();
    const { rows } = await sql<{ may: boolean }>`
      select serve(${this.#id}::uuid, ${this.newest}::int, ${this.#version}, ${hostname()}, ${process.pid}::int, ${DATABASE_SECONDS}::int) as may`.execute(
      this.direct,
    );
    if (rows[0]?.may !== true) {
      this.#lose();
      throw superseded(this.newest);
    }
    this.#goodUntil = began + GOOD_MS;
  }

  #lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#onLost?.();
  }

  get #isGood(): boolean {
    return performance.now() < this.#goodUntil;
  }

  #guarded(direct: Pool): Pool {
    const send =
      (executor: Executor): Executor['send'] =>
      (text, values) =>
        this.#isGood ? executor.send(text, values) : this.#regained().then(() => executor.send(text, values));
    return {
      ...direct,
      owner: direct.owner && { transaction: this.#guardedTransaction(direct.owner) },
      replicas: direct.replicas && this.#guardedReplicas(direct.replicas),
      send: send(direct),
      light: { send: send(direct.light) },
      transaction: this.#guardedTransaction(direct),
    };
  }

  #guardedTransaction(direct: Pick<Pool, 'transaction'>): Pool['transaction'] {
    return async (work) => {
      if (!this.#isGood) await this.#regained();
      return direct.transaction(async (transaction) => {
        const result = await work(transaction);
        // While it was at work it was not heard of, and somebody may have gone on without it.
        if (!this.#isGood) throw away();
        return result;
      });
    };
  }

  /** What may not be asked of the server is not asked of its copies. */
  #guardedReplicas(replicas: Replicas): Replicas {
    const standing = this;
    return {
      next: (primary) => (this.#isGood ? replicas.next(primary) : null),
      get usable() {
        return standing.#isGood ? replicas.usable : 0;
      },
      set onChange(tell: Replicas['onChange']) {
        replicas.onChange = tell;
      },
      close: () => replicas.close(),
    };
  }

  /** To whoever asked, it is as if the database were away: another process serves. */
  async #regained(): Promise<void> {
    if (this.#isLost) throw away();
    await this.renew().catch((error: unknown) => {
      throw this.#isLost ? away() : error;
    });
  }
}

/** With the code that PostgreSQL gives while it does not take statements. */
function away(): Error {
  return Object.assign(new Error('This process may not serve the database any longer'), { code: '57P03' });
}
