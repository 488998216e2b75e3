import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRun } from './arguments.js';
import { measureEmbedded } from './embedded.js';
import { measureManyConnections } from './many-connections.js';
import { measureSize } from './measure-size.js';
import { measureMemory } from './memory.js';
import { writeReport } from './report/report.js';
import { measureStorage } from './scaling/measure-storage.js';
import { scalingReport } from './scaling/report.js';
import { measureSoak } from './soak.js';

/** npm run bench: loads each ledger, lets the contestants answer, and writes what came of it. */
async function measureContestants(args: readonly string[]): Promise<void> {
  const run = readRun(args);
  const logs = await mkdtemp(join(tmpdir(), 'xieshou-bench-logs-'));
  console.log(`logs of the contestants: ${logs}`);
  for (const size of run.sizes) await measureSize(size, run, logs);
  writeReport(run.out, args);
  console.log(`written: ${run.out}`);
}

// Many contestants, one after another, each with its own end to wait for.
process.setMaxListeners(0);

const [mode, ...args] = process.argv.slice(2);
if (mode === 'memory') await measureMemory(args);
else if (mode === 'connections') await measureManyConnections(args);
else if (mode === 'soak') await measureSoak(args);
else if (mode === 'scaling') console.log(scalingReport(args));
else if (mode === 'storage') await measureStorage(args);
else if (mode === 'embedded') await measureEmbedded(args);
else await measureContestants(process.argv.slice(2));
// All that counts is written; whatever socket lingers does not keep the process.
process.exit();
