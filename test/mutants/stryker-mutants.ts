import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Mutant as StrykerMutant } from '@stryker-mutator/api/core';
import type { Logger } from '@stryker-mutator/api/logging';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { projectFile } from '../../src/shared/root.js';
import { wholeOf } from './positions.js';

export type { StrykerMutant };

const SILENT = new Proxy({}, { get: () => () => false }) as Logger;

/** Every mutant that Stryker makes of these files, but for those that plant no fault in a rule. */
export async function strykerMutantsOf(files: readonly string[]): Promise<StrykerMutant[]> {
  const texts = new Map(files.map((file) => [projectFile(file), readFileSync(projectFile(file), 'utf8')]));
  const described = [...texts].map(([name, content]) => ({ name, content, mutate: true }));
  const { mutants } = await new Instrumenter(SILENT).instrument(described, { ignorers: [], excludedMutations: [], plugins: null });
  return mutants.filter((mutant) => !isProse(mutant, texts.get(mutant.fileName) as string));
}

/** A short name that stays the same as long as the file does. */
export function keyOfStryker({ fileName, location: { start, end }, mutatorName, replacement }: StrykerMutant): string {
  const file = fileName.replace(/^.*\/(?=src\/)/, '');
  const place = `${file} ${start.line}:${start.column}-${end.line}:${end.column} ${mutatorName} ${replacement}`;
  return createHash('sha256').update(place).digest('hex').slice(0, 8);
}

/** What a message says is no rule. The SQL in a template is mutated by sql-operators.ts; without its text there is no statement. */
function isProse({ location, mutatorName }: StrykerMutant, source: string): boolean {
  const { text, before } = wholeOf(source, location);
  if (mutatorName === 'StringLiteral') return /[\s\u3000-\u9fff]/.test(text) || /\bsql(<[^`]*>)?$/.test(before);
  return mutatorName === 'ObjectLiteral' && /^\{\s*zh:/.test(text);
}
