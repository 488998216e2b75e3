import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Result } from './mutant.js';

/** Says a result, and keeps it as a line of the log. */
export function told(log: string, result: Result): void {
  appendFileSync(log, `${JSON.stringify(result)}\n`);
  const { key, mutant, fate, by, seconds } = result;
  const change = `${mutant.was.replaceAll(/\s+/g, ' ').slice(0, 100)} -> ${mutant.replacement.replaceAll(/\s+/g, ' ').slice(0, 60)}`;
  console.log(
    `${fate.padEnd(8)} ${seconds.toFixed(1).padStart(5)} s ${key} ${mutant.file}:${mutant.line} ${mutant.operator}: ${change} | ${by ?? ''}`,
  );
}

/** The results of all runs that this log is of. */
export function resultsIn(log: string): Result[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Result);
}
