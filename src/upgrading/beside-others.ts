import { setTimeout } from 'node:timers/promises';

/**
 * How long a migration waits for a lock. Whoever asks for the table behind it waits as long, so it is short; and it is shorter than
 * the second after which PostgreSQL looks for deadlocks, so that it is always the migration that gives way.
 */
export const LOCK_MS = 500;

/** How long a migration may hold what it has locked, while others serve. They wait for less than the ten seconds after which they give up. */
export const HELD_MS = 5_000;

const PAUSES_MS = [100, 200, 400, 800, 1_600, 3_200];

/** A lock that was not free, a deadlock, and a process of an older version that began to serve meanwhile. */
const PASSING = /^(55P03|40P01|XS001)$/;

/** Whoever waits so long is told. */
const LONG_MS = 3_000;

export interface Patience {
  /** For so long it is tried. */
  readonly milliseconds: number;
  /** Once it has taken a while. */
  readonly whenLong: () => void;
}

/** Does it as soon as nobody is in the way; tries again and again, with pauses in which those who wait get their turn. */
export async function untilFree<Result>(attempt: () => Promise<Result>, { milliseconds, whenLong }: Patience): Promise<Result> {
  const began = performance.now();
  for (let tries = 0, told = false; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!PASSING.test(codeOf(error))) throw error;
      const taken = performance.now() - began;
      if (taken > milliseconds) throw new StillHeld(error);
      if (taken > LONG_MS && !told) {
        told = true;
        whenLong();
      }
    }
    await setTimeout(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]);
  }
}

/** All that time somebody was in the way. */
export class StillHeld extends Error {
  constructor(cause: unknown) {
    super('A lock was not to be had', { cause });
  }
}

/** What PostgreSQL calls the error. */
export function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '');
}
