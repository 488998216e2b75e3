import cluster, { type Worker } from 'node:cluster';
import { fastify } from 'fastify';
import type { Config } from '../config.js';
import { loggerOptions } from '../edges/request-log.js';
import { newestMigration } from '../upgrading/migration-file.js';
import { SUPERSEDED, superseded } from '../upgrading/refusals.js';
import { logCrashes } from './crash.js';
import { addressOf } from './listen.js';
import { reportEnd } from './report-failure.js';

/** How much longer than its requests a worker may take to end. */
const GRACE_MS = 2_000;

/** A worker that dies at once, again and again, is not started anew in a tight circle. */
const PAUSE_MS = 1_000;

/**
 * V8 lets a heap grow by four times what is alive in it where it may take gigabytes, and by half where it may take this much. What
 * a worker holds is short-lived, and it needs a fraction of it.
 */
const HEAP = ['--max-old-space-size=512', '--max-semi-space-size=16'];

/**
 * Serves with processes of their own behind one port, gives their address once all of them listen, and replaces a worker that dies. A
 * worker that cannot even start has said why, and then the program ends with its code.
 */
export async function serveWithWorkers(config: Config): Promise<string> {
  const log = fastify({ logger: loggerOptions(config.logLevel) }).log;
  logCrashes(log);
  let stopping = false;
  cluster.setupPrimary({ execArgv: [...HEAP, ...process.execArgv] });
  cluster.on('exit', ({ process: { pid } }: Worker, code, signal) => {
    if (stopping) return;
    if (code === SUPERSEDED) return giveWay();
    log.error({ pid, code, signal }, 'a worker has died and is replaced');
    setTimeout(() => stopping || cluster.fork(), PAUSE_MS);
  });

  const stop = (reason: string, code: number) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    void stopped(config.shutdownSeconds).then((ended) => {
      log.info('stopped');
      process.exit(code || ended);
    });
  };
  const giveWay = () => {
    reportEnd(superseded(newestMigration()));
    stop('superseded', SUPERSEDED);
  };
  // Before there is a worker: the first one serves while the others start, and what it does then has to be finished as well.
  process.on('SIGTERM', () => stop('SIGTERM', 0));
  process.on('SIGINT', () => stop('SIGINT', 0));

  // The first one alone, so that what is wrong with the port is said once.
  const start = () => startWorker(() => stopping);
  const bound = await start();
  await Promise.all(Array.from({ length: config.processes - 1 }, start));
  return addressOf(config.host, bound);
}

async function startWorker(isStopping: () => boolean): Promise<number> {
  const worker = cluster.fork();
  return new Promise((resolve) => {
    const failed = (code: number | null) => isStopping() || process.exit(code || 1);
    worker.once('exit', failed);
    worker.once('listening', ({ port }) => {
      worker.off('exit', failed);
      resolve(port);
    });
  });
}

/** Asks every worker to finish what it does, waits for all, and says whether they ended well. */
async function stopped(seconds: number): Promise<number> {
  const workers = Object.values(cluster.workers ?? {}).flatMap((worker) => (worker && !worker.isDead() ? worker : []));
  const codes = await Promise.all(
    workers.map(
      (worker) =>
        new Promise<number>((resolve) => {
          const late = setTimeout(() => worker.process.kill('SIGKILL'), seconds * 1000 + GRACE_MS);
          worker.once('exit', (code, signal: string) => {
            clearTimeout(late);
            // By the signal itself ends only one that did not serve yet.
            resolve(signal === 'SIGTERM' ? 0 : (code ?? 1));
          });
          worker.process.kill('SIGTERM');
        }),
    ),
  );
  return Math.max(0, ...codes);
}
