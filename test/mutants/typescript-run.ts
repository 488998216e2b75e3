import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MutantResult } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { projectFile } from '../../src/shared/root.js';
import type { Fate, Result } from './mutant.js';
import { MutantDatabases } from './mutant-databases.js';
import { wholeOf } from './positions.js';
import { shuffled } from './sample.js';
import type { Sampling } from './sampling.js';
import { keyOfStryker, type StrykerMutant, strykerMutantsOf } from './stryker-mutants.js';
import { TESTS_VARIABLE } from './stryker-runner.js';
import { listeners, SAMPLE_VARIABLE } from './stryker-sample.js';
import type { Theme } from './themes.js';

const FATES: Partial<Record<MutantResult['status'], Fate>> = {
  Killed: 'killed',
  // Whoever never ends was noticed, too.
  Timeout: 'killed',
  Survived: 'survived',
  // No test comes by.
  NoCoverage: 'survived',
  RuntimeError: 'invalid',
};

/** Tries a sample of Stryker's mutants of a theme's TypeScript. */
export async function runTypeScript(name: string, theme: Theme, server: string, sampling: Sampling): Promise<void> {
  const all = await strykerMutantsOf(theme.typescript);
  const open = all.filter((mutant) => isWanted(mutant, sampling));
  const chosen = shuffled(open, keyOfStryker, sampling.seed).slice(0, sampling.sample);
  console.error(`${name}: ${all.length} mutants of TypeScript, ${open.length} of them to choose from`);
  if (chosen.length === 0) return;
  await new MutantDatabases(server).sound();
  const keys = new Set(chosen.map(keyOfStryker));
  let began = Date.now();
  const tell = (result: MutantResult) => {
    const fate = FATES[result.status];
    const mutant = asPlanted(result);
    if (fate && keys.has(keyOfStryker(mutant))) {
      sampling.tell({ ...described(mutant), theme: name, fate, by: byWhom(result), seconds: (Date.now() - began) / 1000 });
    }
    began = Date.now();
  };
  listeners.add(tell);
  await withSample(chosen, testsOf(theme, sampling), () => new Stryker({ mutate: [...new Set(chosen.map(fileOf))] }).runMutationTest());
  listeners.delete(tell);
}

/** Stryker sees all tests pass before it begins; in haste only those that do not take long. */
function testsOf({ tests }: Theme, { isHasty, hastySeconds, seconds }: Sampling): readonly string[] {
  return isHasty ? tests.filter((test) => (seconds.get(test) ?? 0) <= hastySeconds / 4) : tests;
}

async function withSample<Answer>(chosen: readonly StrykerMutant[], tests: readonly string[], work: () => Promise<Answer>): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'xieshou-mutants-'));
  const sample = join(folder, 'sample.json');
  writeFileSync(sample, JSON.stringify(chosen.map(keyOfStryker)));
  Object.assign(process.env, { [SAMPLE_VARIABLE]: sample, [TESTS_VARIABLE]: JSON.stringify(tests) });
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Stryker counts lines and columns from nothing where it plants a mutant, and from one where it reports on it. */
function asPlanted(result: MutantResult): StrykerMutant {
  const back = ({ line, column }: MutantResult['location']['start']) => ({ line: line - 1, column: column - 1 });
  return { ...result, replacement: result.replacement ?? '', location: { start: back(result.location.start), end: back(result.location.end) } };
}

function described(mutant: StrykerMutant): Pick<Result, 'key' | 'mutant'> {
  const file = fileOf(mutant);
  const { text } = wholeOf(readFileSync(projectFile(file), 'utf8'), mutant.location);
  const line = mutant.location.start.line + 1;
  return { key: keyOfStryker(mutant), mutant: { file, line, operator: mutant.mutatorName, was: text, replacement: mutant.replacement, place: file } };
}

function byWhom({ status, killedBy, statusReason }: MutantResult): string | undefined {
  return status === 'Killed' ? killedBy?.[0] : status === 'Survived' ? undefined : (statusReason ?? status).slice(0, 200);
}

function isWanted(mutant: StrykerMutant, { only, known }: Sampling): boolean {
  const key = keyOfStryker(mutant);
  return (only?.test(`${fileOf(mutant)}:${mutant.location.start.line + 1} ${key}`) ?? true) && !known.has(key);
}

function fileOf({ fileName }: StrykerMutant): string {
  return fileName.replace(/^.*\/(?=src\/)/, '');
}
