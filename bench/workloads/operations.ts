import { readdirSync, readFileSync } from 'node:fs';
import { projectFile } from '../../src/shared/root.js';

const FOLDER = projectFile('bench/workloads/operations');

/** What the workloads ask, as the platform's clients write it; each contestant has its own way to the same facts. */
export const OPERATIONS: ReadonlyMap<string, string> = new Map(
  readdirSync(FOLDER).map((file) => [file.replace('.graphql', ''), readFileSync(`${FOLDER}/${file}`, 'utf8')]),
);

export function operationNamed(name: string): string {
  const text = OPERATIONS.get(name);
  if (text === undefined) throw new Error(`Expected an operation of ${FOLDER}, got "${name}"`);
  return text;
}
