import { inspect } from 'node:util';
import { redacted } from '../seeing/redaction.js';
import { toldError } from '../seeing/told-error.js';
import { StartFailure } from './start-failure.js';

/** Says in both languages why the program cannot start, and ends it. What nobody foresaw is shown whole, for it needs a developer. */
export function reportFailure(error: unknown): never {
  if (error instanceof StartFailure) {
    const { zh, en } = error.messages;
    process.stderr.write(`Xieshou cannot start: ${en}\n携手无法启动：${zh}\n`);
    process.exit(error.exitCode);
  }
  process.stderr.write(`Xieshou cannot start, for a reason that was not foreseen. 携手因未预料的错误无法启动。\n`);
  process.stderr.write(`${redacted(inspect(toldError(error), { depth: null }))}\n`);
  process.exit(1);
}

/** Says the same of a program that has been serving. */
export function reportEnd({ messages: { zh, en } }: StartFailure): void {
  process.stderr.write(`Xieshou ends: ${en}\n携手停止运行：${zh}\n`);
}
