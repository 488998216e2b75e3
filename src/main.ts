import cluster from 'node:cluster';
import { type Config, readConfig } from './config.js';
import type { Database } from './database.js';
import { Metrics } from './metrics/metrics.js';
import { buildApiSchema } from './schema.js';
import { createServer } from './server.js';
import { checkpointRegularly } from './start/checkpoints.js';
import { logCrashes } from './start/crash.js';
import { deliverRegularly } from './start/delivering.js';
import { foldRegularly } from './start/folding.js';
import { giveCopies } from './start/giving-copies.js';
import { greeting } from './start/greeting.js';
import { assertCanListen, listen } from './start/listen.js';
import { listenForNotifications } from './start/listening.js';
import { answerForMetrics, metricsOfWorkers, serveMetrics } from './start/metrics.js';
import { publishRegularly } from './start/publishing.js';
import { remindRegularly } from './start/reminding.js';
import { reportReplicas } from './start/replicas.js';
import { reportFailure } from './start/report-failure.js';
import { sealRegularly } from './start/sealing.js';
import { keepServing, openServing } from './start/serving.js';
import { loadSigningKey } from './start/signing-key.js';
import { stopOnSignals } from './start/stop.js';
import { sweepRegularly } from './start/sweeping.js';
import { writeUsesRegularly } from './start/token-uses.js';
import { openTracing, traceUntilClosed } from './start/tracing.js';
import { loadWebhookKey } from './start/webhook-key.js';
import { serveWithWorkers } from './start/workers.js';
import { SUPERSEDED } from './upgrading/refusals.js';
import type { Standing } from './upgrading/standing.js';
import { keepWebhookSettings } from './webhook/webhook-settings.js';

/** The whole program: settings, ledger, server, and a word to whoever started it. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  if (cluster.isWorker) return serveBesideOthers(config);
  await assertCanListen(config);
  // A worker never needs what makes a ledger ready, nor the memory that it takes.
  const { openLedger } = await import('./start/open-ledger.js');
  const { database, accounts } = await openLedger(config);
  const address = config.storage.kind === 'embedded' ? await serve(config, database) : await serveTogether(config, database);
  process.stdout.write(greeting(address, config.storage, accounts));
}

/** Serves in this process a database that other processes serve, too, of this version or of another. */
async function serveBesideOthers(config: Config): Promise<void> {
  const { database, standing } = await openServing(config.storage);
  await serve(config, database, standing);
}

/** Serves in this process, and gives the address. */
async function serve(config: Config, database: Database, standing?: Standing): Promise<string> {
  await keepWebhooks(config, database);
  const metrics = await metricsOf(config, database);
  const tracing = await openTracing(config);
  const app = await createServer({ database, schema: buildApiSchema(), config, metrics, tracing });
  logCrashes(app.log);
  if (tracing) traceUntilClosed(app, tracing);
  reportReplicas(app, database);
  checkpointRegularly(app, database);
  foldRegularly(app, database);
  sealRegularly(app, database, await loadSigningKey(config));
  publishRegularly(app, database);
  listenForNotifications(app, database);
  remindRegularly(app, database);
  deliverRegularly(app, database);
  writeUsesRegularly(app, database);
  sweepRegularly(app, config.evidence.folder);
  if (standing) keepServing(app, standing);
  await giveCopies(app, database, config);
  const address = await listen(app, config).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const stop = stopOnSignals(app, database, config.shutdownSeconds);
  standing?.whenLost(() => stop('superseded', SUPERSEDED));
  return address;
}

async function keepWebhooks(config: Config, { pool }: Database): Promise<void> {
  keepWebhookSettings(pool, { ...config.webhooks, key: await loadWebhookKey(config) });
}

/** The ledger is ready, and those who serve it open connections of their own. */
async function serveTogether(config: Config, database: Database): Promise<string> {
  await database.close();
  // Where it has to be made, all of them find the same one.
  await loadSigningKey(config);
  await loadWebhookKey(config);
  if (config.metricsPort !== null) await serveMetrics(config, metricsOfWorkers());
  return serveWithWorkers(config);
}

/** Given by this process, or where there are several by the first of them, for all. */
async function metricsOf(config: Config, { pool }: Database): Promise<Metrics | null> {
  if (config.metricsPort === null) return null;
  const metrics = new Metrics();
  metrics.watch(pool);
  if (cluster.isWorker) answerForMetrics();
  else await serveMetrics(config, () => metrics.text());
  return metrics;
}

await main().catch(reportFailure);
