import cluster from 'node:cluster';
import { projectFile } from '../../src/shared/root.js';

/**
 * Runs a contestant's main file (MAIN) in as many processes as PROCESSES says, behind one port, as the platform spreads itself: together
 * they have the connections that one would have.
 */
const processes = Number(process.env.PROCESSES);
if (cluster.isPrimary && processes > 1) {
  for (let index = 0; index < processes; index += 1) cluster.fork();
  cluster.on('exit', () => process.exit(1));
  process.on('SIGTERM', () => {
    cluster.removeAllListeners('exit');
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM');
    process.exit();
  });
} else {
  process.env.DATABASE_CONNECTIONS = String(Math.max(1, Math.floor(Number(process.env.DATABASE_CONNECTIONS) / processes)));
  await import(projectFile(String(process.env.MAIN)));
}
