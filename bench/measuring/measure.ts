import type pg from 'pg';
import type { Running } from '../contestants/start.js';
import type { Ask, AskSource, Workload } from '../workloads/workload.js';
import type { World } from '../workloads/world.js';
import { Connection } from './connection.js';
import { percentile, putLoad } from './load.js';
import { forgetPeaks, usageOf } from './process-usage.js';
import { bytesOf } from './request.js';
import { statementsOf } from './statements.js';

/** What one contestant did in one round of a workload. */
export interface Measurement {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
  readonly firstError: string | null;
  /** CPU seconds of its processes, and of PostgreSQL's, for a thousand requests. */
  readonly cpuPerThousand: number;
  readonly databaseCpuPerThousand: number;
  readonly peakMegabytes: number | null;
}

export interface Measured {
  readonly running: Running;
  readonly workload: Workload;
  readonly world: World;
  readonly seconds: number;
  readonly connections: number;
  readonly databasePid: number;
}

/** Whether the contestant takes part in the workload. */
export function takesPart({ contestant }: Running, workload: Workload, world: World): boolean {
  if (workload.only?.includes(contestant.name) === false) return false;
  const source = workload.asks(world);
  const asks = source.kind === 'reads' ? source.asks : [source.next(0)];
  return asks.every((ask) => contestant.request(ask) !== null);
}

export async function measure({ running, workload, world, seconds, connections, databasePid }: Measured): Promise<Measurement> {
  const next = requestsOf(running, workload.asks(world));
  forgetPeaks(running.pid);
  const [before, databaseBefore] = [usageOf(running.pid), usageOf(databasePid)];
  const load = await putLoad({ port: running.port, connections, milliseconds: seconds * 1000, next });
  const [after, databaseAfter] = [usageOf(running.pid), usageOf(databasePid)];
  const perThousand = (cpuSeconds: number) => (cpuSeconds * 1000) / load.requests;
  return {
    requestsPerSecond: load.requests / load.seconds,
    p50: percentile(load.latencies, 0.5),
    p99: percentile(load.latencies, 0.99),
    errors: load.errors,
    firstError: load.firstError,
    cpuPerThousand: perThousand(after.cpuSeconds - before.cpuSeconds),
    databaseCpuPerThousand: perThousand(databaseAfter.cpuSeconds - databaseBefore.cpuSeconds),
    peakMegabytes: after.peakMegabytes,
  };
}

const COUNTED = 20;
const COUNTING_MS = 5000;

/** SQL statements for one request, over the first requests of the workload, one after another: twenty, or as many as five seconds allow. */
export async function countStatements(client: pg.Client, running: Running, workload: Workload, world: World): Promise<number> {
  const next = requestsOf(running, workload.asks(world));
  const connection = await Connection.open(running.port);
  const end = performance.now() + COUNTING_MS;
  let requests = 0;
  const statements = await statementsOf(client, async () => {
    for (; requests < COUNTED && performance.now() < end; requests += 1) await connection.send(next(0));
  });
  connection.close();
  return statements / requests;
}

/** Requests that read are made beforehand, so that making them takes nothing from the servers. */
export function requestsOf({ contestant }: Running, source: AskSource): (connection: number) => Buffer {
  const bytes = (ask: Ask) => {
    const request = contestant.request(ask);
    if (request === null) throw new Error(`${contestant.name} has no answer to ${ask.operation}`);
    return bytesOf(request);
  };
  if (source.kind === 'writes') return (connection) => bytes(source.next(connection));
  const requests = source.asks.map(bytes);
  let asked = 0;
  return () => requests[asked++ % requests.length] as Buffer;
}
