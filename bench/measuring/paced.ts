import { setTimeout as wait } from 'node:timers/promises';
import { Connection } from './connection.js';
import { isError } from './load.js';

export interface PacedLoad {
  readonly port: number;
  readonly connections: number;
  readonly milliseconds: number;
  readonly requestsPerSecond: number;
  readonly next: (connection: number) => Buffer;
}

export interface PacedResult {
  readonly errors: number;
  readonly firstError: string | null;
  /** Sorted, in milliseconds, each counted from the moment at which its request was due: one that had to wait for a slow one before it waited too. */
  readonly latencies: Float64Array;
}

/** Sends requests at a steady pace, whatever the answers take, each by the first connection that is free. */
export async function putPacedLoad({ port, connections, milliseconds, requestsPerSecond, next }: PacedLoad): Promise<PacedResult> {
  const total = Math.round((requestsPerSecond * milliseconds) / 1000);
  const latencies = new Float64Array(total);
  let errors = 0;
  let firstError: string | null = null;
  let taken = 0;
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
  const started = performance.now();

  async function work(connection: Connection, index: number): Promise<void> {
    for (let turn = taken++; turn < total; turn = taken++) {
      const due = started + (turn * 1000) / requestsPerSecond;
      const early = due - performance.now();
      if (early > 0) await wait(early);
      const reply = await connection.send(next(index));
      latencies[turn] = performance.now() - due;
      if (!isError(reply)) continue;
      errors += 1;
      firstError ??= `${reply.status} ${reply.body.toString('utf8', 0, 600)}`;
    }
  }

  await Promise.all(open.map(work));
  for (const connection of open) connection.close();
  return { errors, firstError, latencies: latencies.sort() };
}
