import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Options, transformSync } from '@swc/core';
import { projectFile } from '../../src/shared/root.js';

const { default: jest } = await import(pathToFileURL(projectFile('jest.config.js')).href);
const OPTIONS: Options = jest.transform['\\.ts$'][1];

/** A source as the tests compile it. */
export function compiled(text: string, filename: string): string {
  return transformSync(text, { ...OPTIONS, sourceMaps: false, filename }).code;
}

/** All sources below this folder into its dist, in a second or two. */
export function compileAll(folder: string): void {
  for (const file of globSync('{src,test,seeds}/**/*.ts', { cwd: folder })) {
    if (file.endsWith('.d.ts')) continue;
    const target = `${folder}/dist/${file.replace(/\.ts$/, '.js')}`;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, compiled(readFileSync(`${folder}/${file}`, 'utf8'), file));
  }
}

// As Stryker builds its sandbox, in which it stands.
if (process.argv[1] === import.meta.filename) compileAll(process.cwd());
