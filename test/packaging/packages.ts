import { readFileSync } from 'node:fs';
import { projectFile } from '../../src/shared/root.js';

/** A package as package-lock.json has it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly integrity?: string;
}

const { packages } = JSON.parse(readFileSync(projectFile('package-lock.json'), 'utf8')) as {
  packages: Record<string, Omit<LockedPackage, 'name'> & { readonly name?: string }>;
};

/** All packages of the lock file, by the folder that each lies in. */
export const LOCKED: readonly LockedPackage[] = Object.entries(packages)
  .filter(([path]) => path !== '')
  .map(([path, locked]) => ({ ...locked, name: locked.name ?? String(path.split('node_modules/').at(-1)) }));

/** Those that the program is made of, each version once; what is left out is only needed to build and to test it. */
export const OURS: readonly LockedPackage[] = [
  ...new Map(LOCKED.filter(({ dev }) => dev !== true).map((locked) => [nameAndVersion(locked), locked])).values(),
].sort((one, other) => (nameAndVersion(one) < nameAndVersion(other) ? -1 : 1));

export function nameAndVersion({ name, version }: Pick<LockedPackage, 'name' | 'version'>): string {
  return `${name}@${version}`;
}
