import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { projectFile } from '../../src/shared/root.js';
import { Connection } from '../measuring/connection.js';
import { freePort } from '../server/free-port.js';
import type { Conditions, Contestant } from './contestant.js';

/** A contestant that listens. */
export interface Running {
  readonly contestant: Contestant;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

const START_MS = 60_000;

/** Starts a contestant as a process of its own. What it logs goes to a file, as it would in service. */
export async function startContestant(contestant: Contestant, conditions: Omit<Conditions, 'port'>, logs: string): Promise<Running> {
  const port = await freePort();
  await mkdir(logs, { recursive: true });
  const logFile = join(logs, `${contestant.name}.log`);
  const log = createWriteStream(logFile);
  await once(log, 'open');
  const child = spawn(process.execPath, [projectFile(contestant.main)], {
    cwd: projectFile(''),
    env: { PATH: process.env.PATH, ...contestant.environment({ ...conditions, port }) },
    stdio: ['ignore', log, log],
  });
  const ended = once(child, 'exit');
  let stopping = false;
  // Nobody answers on after the benchmark has ended, however it ended.
  process.once('exit', () => child.kill('SIGKILL'));
  child.once('exit', (code, signal) => stopping || console.error(`${contestant.name} has ended (${code ?? signal}); see ${logFile}`));
  for (const deadline = performance.now() + START_MS; !(await isListening(port)); await wait(100)) {
    if (child.exitCode !== null) throw new Error(`${contestant.name} ended with ${child.exitCode} as it started; see ${logFile}`);
    if (performance.now() > deadline) throw new Error(`${contestant.name} did not listen within ${START_MS / 1000} s; see ${logFile}`);
  }
  await contestant.prepare?.(port);
  return {
    contestant,
    port,
    pid: child.pid as number,
    stop: async () => {
      stopping = true;
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function isListening(port: number): Promise<boolean> {
  try {
    (await Connection.open(port)).close();
    return true;
  } catch {
    return false;
  }
}
