import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { projectFile } from '../../src/shared/root.js';
import { OURS } from './packages.js';

/** They let anybody use, change and pass on a package with its notice, and ask nothing of the program that it becomes a part of. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];

const PAGE = projectFile('docs/licences.md');
const TABLE = [
  '| package | version | licence |',
  '|---|---|---|',
  ...OURS.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`),
].join('\n');

/** The licences that an expression of SPDX names: who may choose between two takes both for good. */
const namedIn = (expression = 'none') => expression.replace(/[()]/g, '').split(/ (?:AND|OR) /);

describe('the licences of what the program is made of', () => {
  it('are listed in docs/licences.md', () => {
    const page = readFileSync(PAGE, 'utf8');
    if (process.env.UPDATE_DOCS === '1')
      writeFileSync(
        PAGE,
        page.replace(/\| package \|[\s\S]*/, () => `${TABLE}\n`),
      );
    else expect(page.slice(page.indexOf('| package |')).trim()).toBe(TABLE);
  });

  it('are all of a kind that the platform can be passed on with', () => {
    const others = OURS.filter(({ license }) => !namedIn(license).every((licence) => ALLOWED.includes(licence)));
    expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
  });
});
