import { type ChildProcess, fork } from 'node:child_process';
import type { Failure } from './test-files.js';

/** Files of compiled tests, by their paths. */
export interface Order {
  readonly files: readonly string[];
}

export interface TestRun {
  /** The first test that failed, with what it said; null where all passed. */
  readonly failure: (Failure & { readonly file: string }) | null;
  /** How long each file took that was run. */
  readonly seconds: readonly (readonly [string, number])[];
}

/** Files are loaded anew for each run and never forgotten, so a process is not kept for ever. */
const RUNS = 150;

/** Where tests run, apart from whoever plants the faults: it may hang, and end. */
export class TestProcess {
  #child: ChildProcess | undefined;
  #runs = 0;

  /** With the compiled program of this folder. */
  constructor(private readonly folder: string) {}

  /** Runs the files until one fails. Whoever ends, or is not done in time, has failed, too. */
  run(files: readonly string[], limitSeconds: number): Promise<TestRun> {
    if (this.#runs >= RUNS) this.end();
    this.#runs += 1;
    this.#child ??= fork(`${this.folder}/dist/test/mutants/runner.js`, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const child = this.#child;
    return new Promise((resolve) => {
      const done = (run: TestRun) => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(run);
      };
      const lost = (title: string) => {
        this.end();
        done({ failure: { file: '', title, message: '' }, seconds: [] });
      };
      const timer = setTimeout(() => lost('timeout'), limitSeconds * 1000);
      child.once('message', (run) => done(run as TestRun));
      child.once('exit', () => lost('the process has ended'));
      child.send({ files: files.map((file) => `${this.folder}/dist/${file.replace(/\.ts$/, '.js')}`) } satisfies Order);
    });
  }

  end(): void {
    this.#child?.removeAllListeners();
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
    this.#runs = 0;
  }
}
