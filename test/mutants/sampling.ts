import type { Result } from './mutant.js';

/** What of a theme is tried, and how. */
export interface Sampling {
  readonly sample: number;
  readonly seed: string;
  /** Which mutants, by their file, line and key; all where it is null. */
  readonly only: RegExp | null;
  /** The keys of those that were tried before. */
  readonly known: ReadonlySet<string>;
  /** How long each file of tests took when it last passed. */
  readonly seconds: Map<string, number>;
  /** Whoever is in haste does not see the tests pass without a mutant first, and lets a mutant survive that lived for so many seconds. */
  readonly isHasty: boolean;
  readonly hastySeconds: number;
  /** Is told of each result at once. */
  readonly tell: (result: Result) => void;
}
