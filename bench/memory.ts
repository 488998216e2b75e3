import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { openLonePlatform } from './lone-platform.js';
import { putLoad } from './measuring/load.js';
import { requestsOf } from './measuring/measure.js';
import { usageOf } from './measuring/process-usage.js';
import { median } from './report/figures.js';
import { keepNote } from './report/notes.js';
import { PROJECTS } from './workloads/reads.js';

/** npm run bench -- memory: how much the platform holds under W1 with many connections, second by second, and whether it grows. */
export async function measureMemory(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { type: 'string', default: '10m' },
      minutes: { type: 'string', default: '10' },
      connections: { type: 'string', default: '256' },
      'database-connections': { type: 'string', default: '10' },
      processes: { type: 'string', default: String(availableParallelism()) },
      out: { type: 'string', default: 'bench/RESULTS.md' },
    },
  });
  const conditions = { connections: Number(values['database-connections']), processes: Number(values.processes) };
  const { world, running, close } = await openLonePlatform(values.size, conditions);

  const samples: number[] = [];
  const sampling = setInterval(() => samples.push(usageOf(running.pid).megabytes ?? Number.NaN), 1000);
  const load = await putLoad({
    port: running.port,
    connections: Number(values.connections),
    milliseconds: Number(values.minutes) * 60_000,
    next: requestsOf(running, PROJECTS.asks(world)),
  });
  clearInterval(sampling);
  const { peakMegabytes } = usageOf(running.pid);

  // The first fifth is left out: a process grows until everything in it has been used once.
  const fifth = Math.max(1, Math.floor(samples.length / 5));
  const [early, late] = [median(samples.slice(fifth, 2 * fifth)), median(samples.slice(-fifth))];
  keepNote(values.out, 'memory', {
    size: values.size,
    connections: Number(values.connections),
    minutes: Number(values.minutes),
    requestsPerSecond: load.requests / load.seconds,
    errors: load.errors,
    peakMegabytes,
    earlyMegabytes: early,
    lateMegabytes: late,
  });
  console.log(`peak ${peakMegabytes?.toFixed(0)} MB; median of the second fifth ${early.toFixed(0)} MB, of the last fifth ${late.toFixed(0)} MB`);
  console.log(
    `${(load.requests / load.seconds).toFixed(0)} req/s, ${load.errors} errors${load.firstError === null ? '' : `, the first ${load.firstError}`}`,
  );
  await close();
}
