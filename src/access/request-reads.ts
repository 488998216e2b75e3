import { isTooSlow } from '../shared/errors/database-error.js';
import type { Executor, Pool, Reads } from '../shared/sql.js';
import { askedBy, replicaAskedBy } from './asked-by.js';
import type { Viewer } from './viewer.js';

/**
 * Where one request reads: at a replica as long as one may answer it, and at the primary from when the request changes something, or the replica
 * could not answer. All that it reads at a replica it reads at one.
 */
export class RequestReads implements Reads {
  readonly light: Executor;
  readonly #primary: Reads;
  #replica: Reads | null;

  constructor(pool: Pool, viewer: Viewer) {
    this.#primary = askedBy(pool, viewer);
    this.#replica = replicaAskedBy(pool, viewer);
    this.light = { send: (text, values) => this.#asked((reads) => reads.light.send(text, values)) };
  }

  send(text: string, values: readonly unknown[]): ReturnType<Executor['send']> {
    return this.#asked((reads) => reads.send(text, values));
  }

  stayWithPrimary(): void {
    this.#replica = null;
  }

  async #asked(ask: (reads: Reads) => ReturnType<Executor['send']>): ReturnType<Executor['send']> {
    const replica = this.#replica;
    if (replica === null) return ask(this.#primary);
    try {
      return await ask(replica);
    } catch (error) {
      // Whatever else a replica says, the primary may say otherwise: it has come further, and its clock is the one that counts.
      if (isTooSlow(error)) throw error;
      this.#replica = null;
      return ask(this.#primary);
    }
  }
}
