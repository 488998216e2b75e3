import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Grant, PERMISSIONS } from '../../src/access/permissions.js';
import type { Role } from '../../src/access/viewer.js';
import { projectFile } from '../../src/shared/root.js';
import { codeWords, tableUnder } from './tables.js';

const README = readFileSync(projectFile('README.md'), 'utf8');

/** How README calls the roles, whoever manages an organisation, and whoever is signed in. */
const CALLED: Readonly<Record<Role | 'MANAGER' | 'ACCOUNT', string>> = {
  PUBLIC: 'public',
  PARTNER: 'partner staff',
  PLACE: 'place staff',
  PROGRAMME_OFFICE: 'programme office',
  AUDITOR: 'auditor',
  ADMINISTRATOR: 'administrator',
  MANAGER: 'manager',
  ACCOUNT: 'anybody signed in',
};

describe("README's table of roles", () => {
  const rows = tableUnder('Who sees and does what', README);

  it('has every role, and no other', () => {
    expect(rows.map(([name = '']) => name.replace(/ \(.*/, '')).sort()).toEqual(Object.values(CALLED).sort());
  });

  it.each(Object.entries(CALLED))('lets %s do what the table of permissions does', (role, name) => {
    const does = rows.find(([called]) => called?.startsWith(name))?.[2] ?? '';
    const permitted = Object.entries<readonly Grant[]>(PERMISSIONS).filter(([, grants]) => grants.some((grant) => grant.split(' ').at(-1) === role));
    expect(codeWords(does).sort()).toEqual(permitted.map(([action]) => action).sort());
  });
});

describe("README's map of the house", () => {
  const rows = new Map(tableUnder('The map of the house', README).map(([folder = '', what = '']) => [codeWords(folder)[0] ?? '', codeWords(what)]));
  const foldersIn = (folder: string) =>
    readdirSync(projectFile(folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);

  it('has every folder of the repository, and no other', () => {
    const ignored = ['.git', ...readFileSync(projectFile('.gitignore'), 'utf8').split('\n')].map((name) => name.replace(/\/$/, ''));
    // A hidden folder that the map does not name is somebody's editor.
    const folders = foldersIn('.').filter((name) => !ignored.includes(name) && (!name.startsWith('.') || rows.has(name)));
    expect([...rows.keys()].sort()).toEqual(folders.sort());
  });

  it.each(['src', 'schema', 'seeds', 'test'])('names every folder of %s', (folder) => {
    // Tests lie in the folder of what they test, which stands in the row of src.
    const named = [...(rows.get(folder) ?? []), ...(folder === 'test' ? (rows.get('src') ?? []) : [])];
    expect(foldersIn(folder).filter((name) => !named.includes(name))).toEqual([]);
  });

  it.each(['src', 'schema', 'seeds', 'test'])('names nothing in %s that is not there', (folder) => {
    const there = [...readdirSync(projectFile(folder)), 'src'];
    expect((rows.get(folder) ?? []).filter((name) => !there.includes(name))).toEqual([]);
  });
});
