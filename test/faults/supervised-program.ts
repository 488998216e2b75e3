import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { type Program, startProgram } from '../server/program.js';

type Environment = Readonly<Record<string, string>>;

/** The program as a supervisor runs it: started again whenever it ends. */
export class SupervisedProgram {
  #program: Program | null = null;
  #wanted = true;
  /** How it ended when it was asked to, and nothing of it was killed while it did. */
  readonly endings: (number | null)[] = [];

  constructor(private readonly environment: Environment) {
    void this.#keepRunning();
  }

  async #keepRunning(): Promise<void> {
    while (this.#wanted) {
      const program = startProgram(this.environment);
      this.#program = program;
      const code = await program.ended;
      if (this.#asked === program) this.endings.push(code);
      await setTimeout(50);
    }
  }

  #asked: Program | null = null;

  /** Ends in order. */
  terminate(): void {
    this.#asked = this.#program;
    this.#program?.process.kill('SIGTERM');
  }

  /** Is gone with all of its processes. */
  kill(): void {
    this.#asked = null;
    for (const pid of [this.#program?.process.pid ?? 0, ...this.#workers()]) kill(pid);
  }

  /** One of the processes that serve is gone. */
  killWorker(): void {
    this.#asked = null;
    const workers = this.#workers();
    kill(workers[Math.floor(Math.random() * workers.length)] ?? 0);
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    this.#program?.process.kill('SIGTERM');
    await this.#program?.ended;
  }

  #workers(): number[] {
    try {
      return execFileSync('pgrep', ['-P', String(this.#program?.process.pid)], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line !== '')
        .map(Number);
    } catch {
      // It has none at the moment.
      return [];
    }
  }
}

function kill(pid: number): void {
  if (pid === 0) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was gone already.
  }
}
