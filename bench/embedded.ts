import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encodeCursor } from '../src/shared/page/cursor.js';
import type { Contestant } from './contestants/contestant.js';
import { PLATFORM } from './contestants/platform.js';
import { startContestant } from './contestants/start.js';
import { percentile, putLoad } from './measuring/load.js';
import { requestsOf } from './measuring/measure.js';
import { keepNote } from './report/notes.js';
import { Chance } from './workloads/chance.js';
import type { Ask } from './workloads/workload.js';

/** How many projects the demonstration has. */
const PROJECTS = 15_000;
const PROGRAMMES = ['EAST_WEST', 'TEN_THOUSAND_ENTERPRISES'];
const CONNECTIONS = 16;

/** npm run bench -- embedded: W1 on the database that npm start brings, with the demonstration ledger. */
export async function measureEmbedded(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: { type: 'string', default: '10' }, out: { type: 'string', default: 'bench/RESULTS.md' } },
  });
  const folder = await mkdtemp(join(tmpdir(), 'xieshou-bench-embedded-'));
  const contestant: Contestant = { ...PLATFORM, environment: ({ port }) => ({ PORT: String(port), DATA_FOLDER: join(folder, 'data') }) };
  const running = await startContestant(contestant, { databaseUrl: '', connections: 1, processes: 1 }, folder);

  const chance = new Chance(3);
  const asks = Array.from({ length: 200 }, (): Ask => {
    const after = encodeCursor('NEWEST', [String(1 + chance.below(PROJECTS))]);
    return { operation: 'projects', variables: { programme: chance.pick(PROGRAMMES), after } };
  });
  const next = requestsOf(running, { kind: 'reads', asks });
  await putLoad({ port: running.port, connections: CONNECTIONS, milliseconds: 3000, next });
  const load = await putLoad({ port: running.port, connections: CONNECTIONS, milliseconds: Number(values.seconds) * 1000, next });
  const requestsPerSecond = load.requests / load.seconds;
  keepNote(values.out, 'embedded', {
    requestsPerSecond,
    p50: percentile(load.latencies, 0.5),
    p99: percentile(load.latencies, 0.99),
    errors: load.errors,
  });
  console.log(
    `W1 on the embedded database: ${requestsPerSecond.toFixed(0)} req/s, p50 ${percentile(load.latencies, 0.5).toFixed(1)} ms, ${load.errors} errors`,
  );
  await running.stop();
  await rm(folder, { recursive: true, force: true });
}
