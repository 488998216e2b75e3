import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { projectFile } from '../../src/shared/root.js';
import { LOCKED, type LockedPackage, nameAndVersion, OURS } from './packages.js';

const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

const { dependencies, devDependencies } = JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

describe('packages', () => {
  it('are asked for by their exact versions', () => {
    const asked = Object.entries({ ...dependencies, ...devDependencies });
    expect(asked.filter(([, version]) => !EXACT.test(version))).toEqual([]);
  });

  // npm leaves out the hash of a tool's part for another machine, which it did not see.
  it('are locked by version and by the hash of their content', () => {
    expect(LOCKED.length).toBeGreaterThan(OURS.length);
    const isLocked = ({ version, integrity }: LockedPackage) => EXACT.test(version) && integrity?.startsWith('sha512-');
    const needed = LOCKED.filter(({ dev, optional }) => dev !== true || optional !== true);
    expect(needed.filter((locked) => !isLocked(locked)).map(nameAndVersion)).toEqual([]);
  });

  // Two of them do not know each other's types, and fail at the first query.
  it.each(['graphql', 'pg', '@mikro-orm/core'])('have one copy of %s', (name) => {
    expect(LOCKED.filter((locked) => locked.name === name)).toHaveLength(1);
  });
});
