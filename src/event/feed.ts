import type { Viewer } from '../access/viewer.js';
import type { ObjectKey } from '../shared/id.js';
import type { Pool } from '../shared/sql.js';
import { hubOf } from './hub.js';
import { type OutboxEvent, PAGE } from './outbox.js';
import type { Sight } from './sight.js';

/** What a subscription is to. */
export interface Topic {
  /** What the hub wakes it by. */
  readonly keys: readonly string[];
  /** The row that it is about, where it is about one. */
  readonly row?: ObjectKey;
  /** What happened behind a position, a page at most. */
  readonly behind: (position: string, viewer: Viewer) => Promise<readonly OutboxEvent[]>;
  /** What the viewer may know of an event at this moment. */
  readonly sight: (event: OutboxEvent, viewer: Viewer) => Promise<Sight>;
}

/** What a field's resolvers are given of an event. */
export interface Told extends OutboxEvent {
  readonly sight: Sight;
  /** What was read of the row, as text, for whom it is told only where it reads otherwise than before. */
  readonly read: string[];
}

/**
 * What happens under a topic, from a position on, in the order of positions. It is read a page at a time from the outbox and not kept, so
 * that a client that is slow costs a page and misses nothing.
 */
export class Feed implements AsyncIterable<OutboxEvent> {
  readonly #closing = new AbortController();

  constructor(
    private readonly pool: Pool,
    readonly topic: Topic,
    private readonly after: string,
    /** Who asks now. */
    private readonly viewer: () => Viewer,
  ) {}

  close(): void {
    this.#closing.abort();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<OutboxEvent> {
    const { signal } = this.#closing;
    const listening = hubOf(this.pool).listen(this.topic.keys);
    signal.addEventListener('abort', listening.close);
    try {
      let position = this.after;
      while (!signal.aborted) {
        await listening.next();
        for (let size = PAGE; size === PAGE && !signal.aborted; ) {
          const events = await this.topic.behind(position, this.viewer());
          for (const event of events) {
            if (signal.aborted) return;
            yield event;
            position = event.position;
          }
          size = events.length;
        }
      }
    } finally {
      listening.close();
    }
  }
}
