import { inspect } from 'node:util';
import { redacted } from '../seeing/redaction.js';
import { toldError } from '../seeing/told-error.js';
import type { Message } from '../shared/errors/messages.js';
import { StartFailure } from './start-failure.js';

/** Says in both languages why the program cannot start, and ends it. */
export function reportFailure(error: unknown): never {
  return failed(error, { zh: '携手无法启动', en: 'Xieshou cannot start' });
}

/** Says the same of a command. */
export function reportCommandFailure(error: unknown): never {
  return failed(error, { zh: '命令无法执行', en: 'The command cannot be carried out' });
}

/** Says the same of a program that has been serving. */
export function reportEnd({ messages: { zh, en } }: StartFailure): void {
  process.stderr.write(`Xieshou ends: ${en}\n携手停止运行：${zh}\n`);
}

/** What nobody foresaw is shown whole, for it needs a developer. */
function failed(error: unknown, what: Message): never {
  if (error instanceof StartFailure) {
    const { zh, en } = error.messages;
    process.stderr.write(`${what.en}: ${en}\n${what.zh}：${zh}\n`);
    process.exit(error.exitCode);
  }
  process.stderr.write(`${what.en}, for a reason that was not foreseen. ${what.zh}：未预料的错误。\n`);
  process.stderr.write(`${redacted(inspect(toldError(error), { depth: null }))}\n`);
  process.exit(1);
}
