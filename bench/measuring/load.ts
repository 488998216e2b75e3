import { Connection, type Reply } from './connection.js';

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly milliseconds: number;
  /** The next request of a connection. */
  readonly next: (connection: number) => Buffer;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly errors: number;
  /** The first answer that was none. */
  readonly firstError: string | null;
  /** Sorted, in milliseconds. */
  readonly latencies: Float64Array;
}

const ERRORS = Buffer.from('{"errors":');
const OTHER_ERRORS = Buffer.from('"errors":[{');

/** Keeps each connection busy with one request after another for a time. */
export async function putLoad({ port, connections, milliseconds, next }: Load): Promise<LoadResult> {
  const latencies: number[] = [];
  let errors = 0;
  let firstError: string | null = null;
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
  const started = performance.now();
  const end = started + milliseconds;

  async function work(connection: Connection, index: number): Promise<void> {
    for (let now = performance.now(); now < end; ) {
      const reply = await connection.send(next(index));
      const done = performance.now();
      latencies.push(done - now);
      now = done;
      if (isError(reply)) {
        errors += 1;
        firstError ??= `${reply.status} ${reply.body.toString('utf8', 0, 600)}`;
      }
    }
  }

  await Promise.all(open.map(work));
  const seconds = (performance.now() - started) / 1000;
  for (const connection of open) connection.close();
  return { requests: latencies.length, seconds, errors, firstError, latencies: Float64Array.from(latencies).sort() };
}

export function isError({ status, body }: Reply): boolean {
  return !(status === 200 || status === 304) || body.subarray(0, ERRORS.length).equals(ERRORS) || body.subarray(-2000).includes(OTHER_ERRORS);
}

/** The latency that this share of the requests did not exceed. */
export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
