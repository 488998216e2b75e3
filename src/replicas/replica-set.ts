import type { Pool, Replicas } from '../shared/sql.js';
import type { Position, PositionWatch } from './position.js';
import type { Replica } from './replica.js';

const OFTEN_MS = 500;

/** How far the primary had come at a moment of this process's own clock, which nobody sets. */
interface Mark extends Position {
  readonly at: number;
}

/**
 * The replicas that a process reads from. Twice a second it asks the primary how far it has come, and each of them as well: one that has come
 * to where the primary was has all that was committed before, and may answer for as long as that is not longer ago than is allowed. One that
 * is away or too far behind is left out, and taken in again when it has caught up.
 */
export class ReplicaSet implements Replicas {
  /** The newest mark that each has come to. */
  readonly #reached = new Map<Replica, Mark>();
  readonly #usable = new Set<Replica>();
  /** Those of which something was told. */
  readonly #toldOf = new Set<Replica>();
  readonly #begun = performance.now();
  readonly #looking = new Map<Replica, Promise<void>>();
  #marks: Mark[] = [];
  #marking: Promise<void> | undefined;
  #turn = 0;
  readonly #timer: NodeJS.Timeout;

  #onChange: Replicas['onChange'] = () => undefined;

  constructor(
    private readonly primary: PositionWatch,
    private readonly replicas: readonly Replica[],
    private readonly lagMs: number,
  ) {
    this.#timer = setInterval(() => this.#look(), OFTEN_MS).unref();
    this.#look();
  }

  next(primary?: string): Pool | null {
    const usable = this.replicas.filter((replica) => this.#mayAnswer(replica, primary));
    this.#turn += 1;
    return usable[this.#turn % usable.length]?.pool ?? null;
  }

  set onChange(tell: Replicas['onChange']) {
    this.#onChange = tell;
    for (const { name } of this.#usable) tell(name, true, null);
  }

  get usable(): number {
    return this.replicas.filter((replica) => this.#mayAnswer(replica)).length;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([this.#marking, ...this.#looking.values()]);
    await Promise.all([this.primary, ...this.replicas].map((watched) => watched.close()));
  }

  #mayAnswer(replica: Replica, primary?: string): boolean {
    const mark = this.#reached.get(replica);
    return mark !== undefined && performance.now() - mark.at <= this.lagMs && (primary === undefined || primary === mark.primary);
  }

  #look(): void {
    this.#marking ??= this.#mark().finally(() => {
      this.#marking = undefined;
      // Each by itself: for one that does not answer the others are not kept waiting.
      for (const replica of this.replicas) {
        if (!this.#looking.has(replica))
          this.#looking.set(
            replica,
            this.#lookAt(replica).finally(() => this.#looking.delete(replica)),
          );
      }
    });
  }

  async #mark(): Promise<void> {
    const at = performance.now();
    // Where the primary is away there is no new mark, and the old ones are soon too old.
    const mark = await this.primary.position().catch(() => null);
    this.#marks = [...this.#marks, ...(mark ? [{ ...mark, at }] : [])].filter((one) => at - one.at <= this.lagMs);
  }

  async #lookAt(replica: Replica): Promise<void> {
    const position = await replica.position();
    const reached = position && this.#marks.findLast(({ primary, bytes }) => primary === position.primary && bytes <= position.bytes);
    // One that has come to none of the newer marks is still where it was, unless it is away or follows another primary.
    if (reached) this.#reached.set(replica, reached);
    else if (position?.primary !== this.#reached.get(replica)?.primary) this.#reached.delete(replica);
    this.#tell(replica);
  }

  #tell(replica: Replica): void {
    const isUsable = this.#mayAnswer(replica);
    // One that is away from the beginning, or no replica at all, has no change to be told by.
    const isOverdue = !this.#toldOf.has(replica) && performance.now() - this.#begun > this.lagMs;
    if (isUsable === this.#usable.has(replica) && (isUsable || !isOverdue)) return;
    this.#toldOf.add(replica);
    if (isUsable) this.#usable.add(replica);
    else this.#usable.delete(replica);
    this.#onChange(replica.name, isUsable, replica.failure);
  }
}
