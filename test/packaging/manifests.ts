import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { projectFile } from '../../src/shared/root.js';

// biome-ignore lint/suspicious/noExplicitAny: a manifest has whatever its kind has
export type Manifest = any;

/** How long the workers of a node may take beyond SHUTDOWN_SECONDS (src/start/workers.ts). */
export const GRACE_SECONDS = 2;

export function textOf(path: string): string {
  return readFileSync(projectFile(path), 'utf8');
}

/** The documents of a file of YAML, which must be well formed. */
export function documentsOf(path: string): Manifest[] {
  return parseAllDocuments(textOf(path), { merge: true, prettyErrors: true }).map((document) => {
    if (document.errors.length > 0) throw new Error(`Expected YAML in ${path}, got ${document.errors}`);
    return document.toJS({ maxAliasCount: -1 });
  });
}

export function documentOf(path: string): Manifest {
  const [document, ...others] = documentsOf(path);
  if (others.length > 0) throw new Error(`Expected one document in ${path}, got ${others.length + 1}`);
  return document;
}

export type Variables = Readonly<Record<string, string>>;

/** As Compose fills in ${NAME}, ${NAME:-otherwise}, ${NAME:+where it is set} and ${NAME:?what it should be}, which fails without. */
export function filledIn(text: string, variables: Variables): string {
  return text.replace(/\$\{(\w+)(?:(:[-+?])([^}]*))?\}/g, (_all, name: string, kind: string | undefined, other = '') => {
    const value = variables[name] ?? '';
    if (kind === ':+') return value === '' ? '' : other;
    if (value !== '' || kind === undefined) return value;
    if (kind === ':-') return other;
    throw new Error(`Expected ${name}: ${other}`);
  });
}

/** The variables of a file with a line NAME=value for each. */
export function variablesOf(path: string): Variables {
  return Object.fromEntries([...textOf(path).matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
}
