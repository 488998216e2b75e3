import { readFileSync } from 'node:fs';
import { type Checker, type CheckResult, CheckStatus } from '@stryker-mutator/api/check';
import type { Mutant, MutantResult } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import type { Reporter } from '@stryker-mutator/api/report';
import { keyOfStryker } from './stryker-mutants.js';

/** The file with the keys of the mutants that are in the sample. */
export const SAMPLE_VARIABLE = 'XIESHOU_MUTANT_SAMPLE';

/** Stryker knows no samples, so the mutants that are not in it are turned away before a test is run. */
class InTheSample implements Checker {
  static readonly inject = [] as const;

  #sample = new Set<string>();

  async init(): Promise<void> {
    this.#sample = new Set(JSON.parse(readFileSync(process.env[SAMPLE_VARIABLE] as string, 'utf8')));
  }

  async check(mutants: Mutant[]): Promise<Record<string, CheckResult>> {
    const judge = (mutant: Mutant): CheckResult =>
      this.#sample.has(keyOfStryker(mutant)) ? { status: CheckStatus.Passed } : { status: CheckStatus.CompileError, reason: 'not in the sample' };
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, judge(mutant)]));
  }

  async group(mutants: Mutant[]): Promise<string[][]> {
    return [mutants.map(({ id }) => id)];
  }
}

/** Who is told of each result at once; in the process that began the run. */
export const listeners = new Set<(result: MutantResult) => void>();

class Telling implements Reporter {
  static readonly inject = [] as const;

  onMutantTested(result: Readonly<MutantResult>): void {
    for (const tell of listeners) tell(result);
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.Checker, 'sample', InTheSample),
  declareClassPlugin(PluginKind.Reporter, 'telling', Telling),
];
