import { readdirSync, readFileSync } from 'node:fs';
import { projectFile } from '../../src/shared/root.js';

const FOLDER = projectFile('bench/workloads/operations');

/** What the workloads ask, as the platform's clients write it; each contestant has its own way to the same facts. */
export const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ...readdirSync(FOLDER).map((file): [string, string] => [file.replace('.graphql', ''), readFileSync(`${FOLDER}/${file}`, 'utf8')]),
  // The home page is one of those that the platform knows beforehand.
  ['home', readFileSync(projectFile('schema/operations/35-portal-home.graphql'), 'utf8')],
]);

export function operationNamed(name: string): string {
  const text = OPERATIONS.get(name);
  if (text === undefined) throw new Error(`Expected an operation of ${FOLDER}, got "${name}"`);
  return text;
}
