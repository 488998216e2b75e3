import type { Message } from '../shared/errors/messages.js';

/** One command beside the program, npm run xieshou -- NAME … */
export interface Command {
  /** Its name, of one word or two, and its arguments. */
  readonly usage: string;
  readonly meaning: Message;
  /** What it does with the arguments behind its name, and the code that it ends with. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Arguments that a command knows nothing to do with. */
export class WrongUsage extends Error {}

export function say(output: NodeJS.WriteStream, { zh, en }: Message): void {
  output.write(`${en}\n${zh}\n`);
}

/** What is wrong with a file that was named; null where the error is about none. */
export function fileProblem(error: unknown): Message | null {
  const { code, path } = error as { readonly code?: string; readonly path?: string };
  if (code === undefined || path === undefined) return null;
  return { zh: `文件 ${path} 无法使用（${code}）。`, en: `the file ${path} cannot be used (${code}).` };
}
