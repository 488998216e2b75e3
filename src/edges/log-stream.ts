import { redacted } from '../seeing/redaction.js';

/** Lines are written together, because each write of its own costs a request as much as reading a row. */
const MOST_CHARACTERS = 16_384;
const PATIENCE_MS = 500;

const ERROR = 50;

let waiting = '';
let timer: NodeJS.Timeout | undefined;

/** Writes what waits. The program does so when it ends, too. */
export function flushLog(): void {
  clearTimeout(timer);
  timer = undefined;
  const text = waiting;
  waiting = '';
  if (text !== '') process.stderr.write(text);
}

interface LogStream {
  write(line: string): void;
  /** Pino writes the level of each line here. */
  lastLevel?: number;
}

/** Where log lines go: to stderr, soon, and at once where something has gone wrong. Nothing personal or secret comes past here. */
export const logStream: LogStream = {
  // Asks pino to say the level of each line.
  [Symbol.for('pino.metadata') as never]: true,
  write(line: string): void {
    if (timer === undefined && waiting === '') timer = setTimeout(flushLog, PATIENCE_MS).unref();
    waiting += redacted(line);
    if (waiting.length >= MOST_CHARACTERS || (this.lastLevel ?? 0) >= ERROR) flushLog();
  },
};

process.on('exit', flushLog);
