import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import type { Running } from './contestants/start.js';
import { openLonePlatform } from './lone-platform.js';
import { percentile, putLoad } from './measuring/load.js';
import { requestsOf } from './measuring/measure.js';
import { putPacedLoad } from './measuring/paced.js';
import { usageOf } from './measuring/process-usage.js';
import { keepNote, type SoakMinute } from './report/notes.js';
import { writeReport } from './report/report.js';
import { MIXED } from './workloads/mixed.js';

const MINUTE_MS = 60_000;
const WARM_MS = 20_000;

/**
 * npm run bench -- soak: the fifty mixed operations for an hour at a part of what the platform can do, minute by minute: whether memory,
 * latency, connections or open files grow. Every minute begins with connections of its own.
 */
export async function measureSoak(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { type: 'string', default: '1m' },
      minutes: { type: 'string', default: '60' },
      share: { type: 'string', default: '0.7' },
      connections: { type: 'string', default: '16' },
      'database-connections': { type: 'string', default: '10' },
      processes: { type: 'string', default: String(availableParallelism()) },
      out: { type: 'string', default: 'bench/RESULTS.md' },
    },
  });
  const connections = Number(values.connections);
  const conditions = { connections: Number(values['database-connections']), processes: Number(values.processes) };
  const { server, client, world, running, close } = await openLonePlatform(values.size, conditions);
  const next = requestsOf(running, MIXED.asks(world));

  const closed = { port: running.port, connections, next };
  await putLoad({ ...closed, milliseconds: WARM_MS });
  const most = await putLoad({ ...closed, milliseconds: WARM_MS });
  const requestsPerSecond = (Number(values.share) * most.requests) / most.seconds;
  console.log(`at most ${(most.requests / most.seconds).toFixed(0)} req/s, so ${requestsPerSecond.toFixed(0)} for ${values.minutes} minutes`);

  const minutes: SoakMinute[] = [];
  for (let minute = 1; minute <= Number(values.minutes); minute += 1) {
    const load = await putPacedLoad({ ...closed, requestsPerSecond, milliseconds: MINUTE_MS });
    if (load.firstError !== null) console.error(`minute ${minute}: ${load.errors} errors, the first ${load.firstError}`);
    const measured = {
      p50: percentile(load.latencies, 0.5),
      p99: percentile(load.latencies, 0.99),
      errors: load.errors,
      ...(await held(running, client, server.pid)),
    };
    minutes.push(measured);
    keepNote(values.out, 'soak', { size: values.size, processes: conditions.processes, share: Number(values.share), requestsPerSecond, minutes });
    console.log(`minute ${minute}: ${JSON.stringify(measured)}`);
  }
  writeReport(values.out, ['soak', ...args]);
  await close();
}

/** What is held at the end of a minute, with no request under way. */
async function held(running: Running, client: pg.Client, databasePid: number): Promise<Omit<SoakMinute, 'p50' | 'p99' | 'errors'>> {
  const { rows } = await client.query<{ connections: number }>(
    "select count(*)::int as connections from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
  );
  const { megabytes, files } = usageOf(running.pid);
  return { megabytes, files, databaseMegabytes: usageOf(databasePid).ownMegabytes, connections: rows[0]?.connections ?? Number.NaN };
}
