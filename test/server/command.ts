import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { projectFile } from '../../src/shared/root.js';

/** What a command leaves: its code, null where it was killed, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The built command, run as whoever has the server runs it, with these settings and none of the machine's. */
export function startCommand(settings: Readonly<Record<string, string>>, ...args: string[]): { process: ChildProcess; ended: Promise<Ended> } {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, [projectFile('dist/src/command-line.js'), ...args], {
    env: { PATH, HOME, TMPDIR, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ended = Promise.all([code, text(child.stdout), text(child.stderr)]).then(([ended, out, err]) => ({ code: ended, out, err }));
  return { process: child, ended };
}

export function command(settings: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended> {
  return startCommand(settings, ...args).ended;
}
