import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestRunner,
  type TestRunnerCapabilities,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import { runFile } from './test-files.js';
import { TestOrder } from './test-order.js';

/** Where Stryker's mutants look for which of them is active, and say which of them were reached. */
interface Switches {
  activeMutant?: string;
  currentTestId?: string;
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
}

const shared = globalThis as { __stryker__?: Switches };
shared.__stryker__ ??= {};
const switches = shared.__stryker__;

/** The files of tests of this run, as test-process.ts names them. */
export const TESTS_VARIABLE = 'XIESHOU_MUTANT_TESTS';

/**
 * Runs tests for Stryker as runner.ts does for the mutants of SQL: by file, in one process that has loaded the program, in which one mutant
 * after another is switched on. Jest itself would load the program anew for each file and each mutant.
 */
class FileRunner implements TestRunner {
  static readonly inject = [] as const;

  readonly #files = JSON.parse(process.env[TESTS_VARIABLE] ?? '[]') as readonly string[];
  #order = new TestOrder(new Map(this.#files.map((file) => [file, 1])));

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: false };
  }

  async dryRun(): Promise<DryRunResult> {
    // What is reached while the program loads is reached by every test.
    await import(compiledPath('test/support/use-world.ts'));
    const took = new Map<string, number>();
    for (const file of this.#files) {
      switches.currentTestId = file;
      const began = Date.now();
      const failure = await runFile(compiledPath(file));
      switches.currentTestId = undefined;
      took.set(file, (Date.now() - began) / 1000);
      if (failure) return { status: DryRunStatus.Error, errorMessage: `${file}: ${failure.title}\n${failure.message}` };
    }
    this.#order = new TestOrder(took);
    const tests = [...took].map(([id, seconds]) => ({ id, name: id, status: TestStatus.Success as const, timeSpentMs: seconds * 1000 }));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: switches.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    Object.assign(switches, { activeMutant: activeMutant.id, hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
    const place = { file: activeMutant.fileName, place: String(activeMutant.location.start.line) };
    let nrOfTests = 0;
    try {
      for (const file of this.#order.for(place).filter((name) => testFilter?.includes(name) ?? true)) {
        nrOfTests += 1;
        const failure = await runFile(compiledPath(file));
        if (failure === null) continue;
        this.#order.found(place, file);
        return { status: MutantRunStatus.Killed, killedBy: [`${file}: ${failure.title}`], failureMessage: failure.message, nrOfTests };
      }
      return { status: MutantRunStatus.Survived, nrOfTests };
    } finally {
      Object.assign(switches, { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
    }
  }
}

/** In Stryker's sandbox, where its processes stand. */
function compiledPath(file: string): string {
  return `${process.cwd()}/dist/${file.replace(/\.ts$/, '.js')}`;
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'files', FileRunner)];
