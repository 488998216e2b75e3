import { readFileSync } from 'node:fs';
import pg from 'pg';
import { projectFile } from '../src/shared/root.js';
import type { Run } from './arguments.js';
import { type Running, startContestant } from './contestants/start.js';
import { forgetWrites } from './load/forget-writes.js';
import { openLedgerOf } from './load/ledger.js';
import { assertSameAnswers } from './measuring/compare.js';
import { costsOf } from './measuring/cost.js';
import { countStatements, type Measurement, measure, takesPart } from './measuring/measure.js';
import { type Figure, figureOf, keepFigures } from './report/figures.js';
import { keepNote, readNotes } from './report/notes.js';
import { TARGET_SIZE } from './report/targets.js';
import type { Size } from './sizes.js';
import type { Workload } from './workloads/workload.js';
import { drawWorld, type World } from './workloads/world.js';

/** A write's code is long, and comes to its full speed after some thousands of them; and the server has to read a large ledger's pages. */
function warmUpSeconds({ contributions }: Size): number {
  return 8 + (5 * contributions) / 1_000_000;
}

/** All workloads with all contestants on one ledger. What a workload gave is kept before the next one begins. */
export async function measureSize(size: Size, run: Run, logs: string): Promise<void> {
  const server = await openLedgerOf(size);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const running: Running[] = [];
  try {
    // A run that was cut off has left its writes.
    await forgetWrites(client, server.lastLoaded);
    keepNote(run.out, 'hugePages', await hugePagesOf(client));
    const world = await drawWorld(client, server.url);
    await client.query(readFileSync(projectFile('bench/contestants/peers/functions.sql'), 'utf8'));
    const conditions = { databaseUrl: server.url, connections: run.databaseConnections, processes: run.processes };
    for (const contestant of run.contestants) running.push(await startContestant(contestant, conditions, logs));

    if (size.name === TARGET_SIZE) {
      const figures = await costsOf(run.workloads, world, server.url);
      const others = (readNotes(run.out).cost?.figures ?? []).filter(({ workload }) => !run.workloads.some(({ name }) => name === workload));
      keepNote(run.out, 'cost', { size: size.name, figures: [...others, ...figures] });
    }
    for (const workload of run.workloads) keepFigures(run.out, await measureWorkload(workload, world));
    await Promise.all(running.map((each) => each.stop()));
    await forgetWrites(client, server.lastLoaded);

    async function measureWorkload(workload: Workload, world: World): Promise<Figure[]> {
      const taking = running.filter((each) => takesPart(each, workload, world));
      console.log(`\n${size.name} ${workload.name} ${workload.title}`);
      const slow = await assertSameAnswers(taking, workload, world);
      const common = { workload, world, connections: workload.connections ?? run.connections, databasePid: server.pid };
      for (const each of taking) if (!slow.has(each)) await measure({ ...common, running: each, seconds: warmUpSeconds(size) });
      const statements = new Map<Running, number>();
      for (const each of taking) statements.set(each, await countStatements(client, each, workload, world));

      const rounds = new Map<Running, Measurement[]>(taking.map((each) => [each, []]));
      for (let round = 0; round < run.rounds; round += 1) {
        for (const each of taking) {
          if (!slow.has(each)) rounds.get(each)?.push(await measure({ ...common, running: each, seconds: run.seconds }));
          else if (round === 0) rounds.get(each)?.push(await measure({ ...common, running: each, seconds: run.seconds, connections: run.processes }));
        }
      }
      return taking.map((each) => {
        const figure = figureOf({
          size,
          run,
          workload,
          contestant: each.contestant,
          rounds: rounds.get(each) ?? [],
          statements: statements.get(each) ?? 0,
        });
        console.log(`  ${lineOf(figure)}`);
        return figure;
      });
    }
  } catch (error) {
    await Promise.all(running.map((each) => each.stop()));
    throw error;
  } finally {
    await client.end();
    await server.stop();
  }
}

async function hugePagesOf(client: pg.Client): Promise<string> {
  return (await client.query<{ huge_pages_status: string }>('show huge_pages_status')).rows[0]?.huge_pages_status ?? 'unknown';
}

function lineOf({ contestant, requestsPerSecond, p50, p99, statements, errors, firstError }: Figure): string {
  return [
    contestant.padEnd(12),
    `${requestsPerSecond.toFixed(0).padStart(6)} req/s`,
    `p50 ${p50.toFixed(2)} ms`,
    `p99 ${p99.toFixed(2)} ms`,
    `${statements.toFixed(1)} statements`,
    ...(errors === 0 ? [] : [`${errors} ERRORS, the first ${firstError}`]),
  ].join('  ');
}
