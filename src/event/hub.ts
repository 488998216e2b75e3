import type { Viewer } from '../access/viewer.js';
import type { ObjectKey } from '../shared/id.js';
import type { Pool } from '../shared/sql.js';
import { eventsBehind, newestPosition, type OutboxEvent, PAGE } from './outbox.js';

/** Somebody who is woken when there may be something new. */
export interface Listening {
  /** Resolves once there may be, or when it is closed. */
  next(): Promise<void>;
  close(): void;
}

/** A notification may be lost. Then what is new is found this much later, as long as somebody listens. */
const ANYWAY_MS = 10_000;

/**
 * Wakes those of this process who listen. What is new is read once for all of them, and each then reads its own from its own position: a
 * wake too many costs a look-up, and one too few is made up for by the next. As long as nobody listens, nothing is read.
 */
export class Hub {
  readonly #listening = new Map<string, Set<() => void>>();
  #read: string | null = null;
  #looking: Promise<void> | undefined;
  #again = false;
  #anyway: NodeJS.Timeout | undefined;

  /** What is called when somebody listens after nobody did. */
  onListened: () => void = () => undefined;
  onFailure: (error: unknown) => void = () => undefined;

  constructor(private readonly pool: Pool) {}

  /** How many listen, each by each of its keys. */
  get listeners(): number {
    return [...this.#listening.values()].reduce((sum, { size }) => sum + size, 0);
  }

  listen(keys: readonly string[]): Listening {
    // At first it looks: nobody knows what came before this one listened.
    let woken = true;
    let closed = false;
    let resume: (() => void) | undefined;
    const wake = () => {
      woken = true;
      resume?.();
    };
    for (const key of keys) this.#add(key, wake);
    return {
      next: async () => {
        if (!woken && !closed) await new Promise<void>((resolve) => (resume = resolve));
        woken = false;
      },
      close: () => {
        closed = true;
        for (const key of keys) this.#remove(key, wake);
        resume?.();
      },
    };
  }

  /** There may be something new. Of many calls at once the reading is one, and one more for what came meanwhile. */
  look(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return this.#looking;
    }
    this.#looking = this.#lookNow()
      .catch((error: unknown) => this.onFailure(error))
      .finally(() => {
        this.#looking = undefined;
        if (!this.#again) return;
        this.#again = false;
        void this.look();
      });
    return this.#looking;
  }

  close(): void {
    clearInterval(this.#anyway);
    this.#anyway = undefined;
  }

  async #lookNow(): Promise<void> {
    if (this.#listening.size === 0) {
      this.#read = null;
      return;
    }
    if (this.#read === null) {
      this.#read = await newestPosition(this.pool);
      for (const key of this.#listening.keys()) this.#wake(key);
      return;
    }
    for (let size = PAGE; size === PAGE; ) {
      const events = await eventsBehind(this.pool, this.#read);
      for (const key of new Set(events.flatMap(keysOf))) this.#wake(key);
      this.#read = events.at(-1)?.position ?? this.#read;
      size = events.length;
    }
  }

  #wake(key: string): void {
    for (const wake of [...(this.#listening.get(key) ?? [])]) wake();
  }

  #add(key: string, wake: () => void): void {
    if (this.#anyway === undefined) {
      this.#anyway = setInterval(() => this.look(), ANYWAY_MS).unref();
      this.onListened();
    }
    const set = this.#listening.get(key) ?? new Set();
    this.#listening.set(key, set.add(wake));
  }

  #remove(key: string, wake: () => void): void {
    const set = this.#listening.get(key);
    set?.delete(wake);
    if (set?.size === 0) this.#listening.delete(key);
    if (this.#listening.size === 0) this.close();
  }
}

/** The hub of a process for a database. */
export function hubOf(pool: Pool): Hub {
  const hub = hubs.get(pool) ?? new Hub(pool);
  hubs.set(pool, hub);
  return hub;
}

const hubs = new WeakMap<Pool, Hub>();

/** What those listen by who want to know of a row. */
export function keyOfRow({ type, key }: ObjectKey): string {
  return `${type}:${key}`;
}

/** What those listen by who want to know what waits for the organisation of a viewer; see WAITS_FOR_VIEWER. */
export function keyOfViewer({ role, partnerId, placeId, placeLevel }: Viewer): string {
  if (partnerId !== null) return `for partner:${partnerId}`;
  if (placeId === null) return `for ${role}`;
  return placeLevel === 'VILLAGE' || placeLevel === 'TOWNSHIP' ? `for place:${placeId}` : `for desk:${placeId}`;
}

function keysOf(event: OutboxEvent): string[] {
  const { role, partnerId, placeId, deskId } = event;
  if (role === null) return [keyOfRow(event)];
  if (partnerId !== null) return [`for partner:${partnerId}`];
  return placeId === null ? [`for ${role}`] : [`for place:${placeId}`, `for desk:${deskId}`];
}
