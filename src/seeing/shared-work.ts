import { AsyncLocalStorage } from 'node:async_hooks';
import { type Running, runIn, whatRuns } from './running.js';
import type { Span } from './tracing.js';

/**
 * What is asked of the database once for all who wait for it. In the traces it belongs to the first of them that is traced, and its statements link
 * to the others.
 */
export class AskedForAll {
  #waiting: Running[] = [];

  /** Whoever is going to wait says so before. */
  join(): void {
    const running = whatRuns();
    if (running?.span?.isKept) this.#waiting.push(running);
  }

  ask<Result>(work: () => Result): Result {
    const [first, ...rest] = this.#waiting;
    if (first === undefined) return work();
    this.#waiting = [];
    const spans = rest.flatMap(({ span }) => span ?? []);
    return runIn(first, () => others.run(spans, work));
  }
}

const others = new AsyncLocalStorage<readonly Span[]>();

const NOBODY: readonly Span[] = [];

/** Who else waits for what is being asked. */
export function othersWaiting(): readonly Span[] {
  return others.getStore() ?? NOBODY;
}

/** What one request runs and others give as their answer as well; in the traces they link to it. */
export class RunOnce<Result> {
  readonly #by = whatRuns()?.whole;

  constructor(readonly result: Promise<Result>) {}

  join(): Promise<Result> {
    const span = whatRuns()?.span;
    if (span?.isKept && this.#by?.isKept) span.linkTo(this.#by);
    return this.result;
  }
}
