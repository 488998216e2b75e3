import { readFileSync } from 'node:fs';
import { projectFile } from './root.js';

/** The version of this program, as people call it. */
export function programVersion(): string {
  return (JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as { readonly version: string }).version;
}
