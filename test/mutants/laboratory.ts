import { readFileSync } from 'node:fs';
import { projectFile } from '../../src/shared/root.js';
import { applied, type Mutant, type Result } from './mutant.js';
import { MutantDatabases, NotFilled, NotMigrated } from './mutant-databases.js';
import type { Sampling } from './sampling.js';
import { Sandbox } from './sandbox.js';
import { MIGRATIONS } from './sql-mutants.js';
import { TestOrder } from './test-order.js';
import { TestProcess } from './test-process.js';
import type { Theme } from './themes.js';

/** What a database says of a text that never works, whatever the rows: no test has to find it. */
const NO_PROGRAM = [
  /syntax error at/,
  /(operator|function|column|table|relation|type) [^\n]*does not exist/,
  /argument of [A-Z ]+ must be type boolean/,
  /is of type [^\n]* but expression is of type/,
  /(aggregate|window) functions? [^\n]*not allowed|must appear in the GROUP BY clause/,
  /missing FROM-clause entry/,
  /types [^\n]* cannot be matched|cannot cast type|could not determine/,
  /invalid input syntax for type/,
];

/** Until it is known better. */
const USUAL_SECONDS = 3;

/** Whoever takes so much longer than all tests together hangs. */
const PATIENCE = 3;

export type End = Pick<Result, 'fate' | 'by'>;

/** Where one mutant after another is put to the tests of a theme. */
export class Laboratory {
  readonly #tests = new TestProcess(projectFile('.'));
  #isSound = true;
  #sandbox: Sandbox | undefined;

  private constructor(
    private readonly databases: MutantDatabases,
    private readonly order: TestOrder,
    private readonly sampling: Sampling,
  ) {}

  /** Once all tests have passed without a mutant; those whose time is known from an earlier run in haste have. */
  static async open(theme: Theme, server: string, sampling: Sampling): Promise<Laboratory> {
    const databases = new MutantDatabases(server);
    await databases.sound();
    await passUnmutated(theme, sampling.seconds);
    const laboratory = new Laboratory(
      databases,
      new TestOrder(new Map(theme.tests.map((test) => [test, sampling.seconds.get(test) ?? USUAL_SECONDS]))),
      sampling,
    );
    console.error(`all tests together: ${laboratory.order.total.toFixed(0)} s`);
    return laboratory;
  }

  async fateOf(mutant: Mutant): Promise<End> {
    const text = applied(readFileSync(projectFile(mutant.file), 'utf8'), mutant);
    return mutant.file.startsWith(MIGRATIONS) ? this.#ofMigration(mutant, text) : this.#ofProgram(mutant, text);
  }

  async close(): Promise<void> {
    this.#tests.end();
    await this.#sandbox?.close();
  }

  async #ofMigration(mutant: Mutant, text: string): Promise<End> {
    this.#isSound = false;
    try {
      const isNew = (await this.databases.replaced(mutant.statement ?? '')) ?? (await this.databases.mutated(mutant.file, text));
      if (!isNew) return { fate: 'no trace' };
    } catch (error) {
      if (error instanceof NotMigrated) return { fate: 'invalid', by: error.message };
      if (error instanceof NotFilled) return noticed(error.message, 'the facts cannot be loaded');
      throw error;
    }
    return this.#tested(mutant, this.#tests);
  }

  /** In a process of its own, because what is loaded once is not loaded again. */
  async #ofProgram(mutant: Mutant, text: string): Promise<End> {
    if (!this.#isSound) await this.databases.sound();
    this.#isSound = true;
    this.#sandbox ??= await Sandbox.open();
    const tests = new TestProcess(this.#sandbox.folder);
    try {
      return await this.#sandbox.with(mutant.file, text, () => this.#tested(mutant, tests));
    } finally {
      tests.end();
    }
  }

  #testsFor(mutant: Mutant): string[] {
    const { isHasty, hastySeconds, seconds } = this.sampling;
    let left = isHasty ? hastySeconds : Number.POSITIVE_INFINITY;
    return this.order.for(mutant).filter((test) => {
      const fits = left > 0;
      left -= seconds.get(test) ?? USUAL_SECONDS;
      return fits;
    });
  }

  async #tested(mutant: Mutant, tests: TestProcess): Promise<End> {
    const { failure } = await tests.run(this.#testsFor(mutant), 60 + PATIENCE * this.order.total);
    if (failure === null) return { fate: 'survived' };
    const file = failure.file.replace(/^.*\/dist\//, '').replace(/\.js$/, '.ts');
    const end = noticed(failure.message, `${file}: ${failure.title}`);
    if (end.fate === 'killed') this.order.found(mutant, file);
    return end;
  }
}

/** What is no statement is no fault of a rule. */
function noticed(message: string, by: string): End {
  return NO_PROGRAM.some((said) => said.test(message)) ? { fate: 'invalid', by: message.slice(0, 200) } : { fate: 'killed', by };
}

/** All tests, until one fails; how long each takes. */
async function passUnmutated({ tests }: Theme, took: Map<string, number>): Promise<void> {
  const process = new TestProcess(projectFile('.'));
  for (const test of tests) {
    if (took.has(test)) continue;
    const { failure, seconds } = await process.run([test], 600);
    if (failure) throw new Error(`Without a mutant ${test} fails: ${failure.title}\n${failure.message}`);
    took.set(test, seconds[0]?.[1] ?? USUAL_SECONDS);
  }
  process.end();
}
