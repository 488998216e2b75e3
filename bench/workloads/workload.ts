import type { World } from './world.js';

/** One request of a workload, before a contestant makes it its own. */
export interface Ask {
  /** The name of a file of operations/. */
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whose token it bears; the public has none. */
  readonly token?: string;
  /** Asked for as an operation that the server knows beforehand, where the contestant has such: anew, or whether what is known still holds. */
  readonly registered?: 'anew' | 'again';
}

export interface Workload {
  readonly name: string;
  readonly title: string;
  /** Clients at the same time, where it is not the number that the run was asked for. */
  readonly connections?: number;
  /** The contestants that have an answer, where not all have. */
  readonly only?: readonly string[];
  /** What the clients send. A reading workload asks the same requests over and over; a writing one never twice the same. */
  readonly asks: (world: World) => AskSource;
  /** What of an answer must be the same with every contestant, where not all of it is. */
  readonly facts?: (data: unknown, ask: Ask) => unknown;
}

export type AskSource =
  | { readonly kind: 'reads'; readonly asks: readonly Ask[] }
  | { readonly kind: 'writes'; readonly next: (connection: number) => Ask };
