import type { Fate, Result } from './mutant.js';
import { interval } from './sample.js';

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

/** What a sample says of all mutants of a theme. */
export function summaryOf(theme: string, kind: string, results: readonly Result[]): string {
  // Who was tried again counts as the last time.
  const last = [...new Map(results.map((result) => [result.key, result])).values()];
  const count = (fate: Fate) => last.filter((result) => result.fate === fate).length;
  const [killed, survived] = [count('killed'), count('survived')];
  const [low, high] = interval(killed, killed + survived);
  return (
    `${theme}, ${kind}: ${killed + survived} mutants, ${killed} killed, ${survived} survived; ${count('invalid')} invalid, ${count('no trace')} without a trace; ` +
    `score ${percent(killed / (killed + survived))} (${percent(low)} to ${percent(high)})`
  );
}
