import { createHash } from 'node:crypto';
import type { Change } from './sql-operators.js';

/** One planted fault: a file, and what stands in it instead. */
export interface Mutant extends Change {
  readonly file: string;
  readonly line: number;
  /** What is replaced. */
  readonly was: string;
  /** The statement or piece that it stands in, for which the tests that killed its neighbours are tried first. */
  readonly place: string;
  /** Of a migration: the whole statement as it is mutated. */
  readonly statement?: string;
}

export function mutantIn(file: string, text: string, place: string, change: Change, statement?: string): Mutant {
  return {
    statement,
    ...change,
    file,
    place,
    line: text.slice(0, change.start).split('\n').length,
    was: text.slice(change.start, change.end),
  };
}

export function applied(text: string, { start, end, replacement }: Change): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** A short name that stays the same as long as the file does. */
export function keyOf({ file, start, end, replacement }: Mutant): string {
  return createHash('sha256').update(`${file} ${start} ${end} ${replacement}`).digest('hex').slice(0, 8);
}

/** killed: a test failed. survived: all that concern it passed. invalid: it is no program, so no test had to find it. no trace: it
 *  changes nothing in the database, because a later migration replaces it. */
export type Fate = 'killed' | 'survived' | 'invalid' | 'no trace';

export interface Result {
  readonly key: string;
  readonly theme: string;
  readonly mutant: Pick<Mutant, 'file' | 'line' | 'operator' | 'was' | 'replacement' | 'place'>;
  readonly fate: Fate;
  /** The test that failed. */
  readonly by?: string;
  readonly seconds: number;
}
