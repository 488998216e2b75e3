import { AsyncLocalStorage } from 'node:async_hooks';
import type { AnsweredStatement, Charge, Finished, Operation } from './finished.js';
import type { Span } from './tracing.js';

/** So many of an operation's statements are kept for the log, the slowest. */
const MOST_STATEMENTS = 3;

/** A request, or an event for a subscriber, while it is worked at: what it has sent to the database, and in the end what it was. */
export class Running {
  /** What its statements are part of; null where nobody traces. */
  span: Span | null;
  charge: Charge | null = null;
  statements = 0;
  finished: Finished | null = null;
  /** What is still sent for it after that is nobody's. */
  isOver = false;
  isAnswered = false;
  readonly #slowest: AnsweredStatement[] = [];
  #begun = performance.now();

  constructor(
    readonly requestId: string,
    /** The request as a whole. */
    readonly whole: Span | null,
    private readonly tell: (finished: Finished, running: Running) => void,
  ) {
    this.span = whole;
  }

  /** From now on it is an operation, whose time is taken from here. */
  beginOperation(span: Span | null): void {
    this.#begun = performance.now();
    this.span = span;
  }

  /** Says once what the operation was. */
  finish(operation: Operation): void {
    if (this.finished !== null) return;
    this.isOver = true;
    this.finished = {
      ...operation,
      requestId: this.requestId,
      traceId: this.span?.traceId,
      charge: this.charge,
      durationMs: performance.now() - this.#begun,
      statements: this.statements,
      slowest: this.#slowest,
    };
    this.tell(this.finished, this);
  }

  took(statement: AnsweredStatement): void {
    const slowest = this.#slowest;
    const last = slowest[MOST_STATEMENTS - 1];
    if (last !== undefined && statement.durationMs <= last.durationMs) return;
    if (last !== undefined) slowest.pop();
    slowest.push(statement);
    slowest.sort((one, other) => other.durationMs - one.durationMs);
  }
}

const inCourse = new AsyncLocalStorage<Running>();

/** Does the work, and whatever follows from it, as part of what runs. */
export function runIn<Result>(running: Running, work: () => Result): Result {
  return inCourse.run(running, work);
}

/** What runs here; nothing in the background, where nobody looks, and for what outlives what began it. */
export function whatRuns(): Running | undefined {
  const running = inCourse.getStore();
  return running?.isOver === false ? running : undefined;
}
