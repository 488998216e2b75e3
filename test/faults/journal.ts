/** What the clients know of one write: what they asked for, and what they were told. */
export interface Entry {
  readonly key: string;
  /** No other write has the same, so that a row tells which write it is of. */
  readonly fen: number;
  /** The ids that answers gave, one for each answer. */
  readonly told: string[];
}

/** What clients have sent and what was acknowledged, kept apart from the platform. */
export class Journal {
  readonly entries: Entry[] = [];
  #next = 0;
  readonly #acknowledged: { readonly sentAt: number; readonly at: number }[] = [];

  begin(key: string): Entry {
    this.#next += 1;
    const entry = { key, fen: this.#next, told: [] };
    this.entries.push(entry);
    return entry;
  }

  acknowledge(entry: Entry, id: string, sentAt: number): void {
    entry.told.push(id);
    this.#acknowledged.push({ sentAt, at: performance.now() });
  }

  /** When the first answer came to a request that was sent at this moment or later; undefined while there is none. */
  firstAfter(moment: number): number | undefined {
    return this.#acknowledged.find(({ sentAt }) => sentAt >= moment)?.at;
  }

  /** The longest time in milliseconds between two answers one after the other. */
  get longestSilence(): number {
    let [longest, before] = [0, this.#acknowledged[0]?.at ?? 0];
    for (const { at } of this.#acknowledged) [longest, before] = [Math.max(longest, at - before), at];
    return longest;
  }

  get acknowledged(): number {
    return this.entries.filter(({ told }) => told.length > 0).length;
  }
}
