import { createServer } from 'node:http';
import prometheus from 'prom-client';
import type { Config } from '../config.js';
import { METRICS_TYPE } from '../metrics/metrics.js';
import { assertCanListen } from './listen.js';

/** Gives the metrics at /metrics on a port of their own, which the public has no way to. */
export async function serveMetrics({ host, metricsPort: port }: Pick<Config, 'host' | 'metricsPort'>, text: () => Promise<string>): Promise<void> {
  if (port === null) return;
  await assertCanListen({ host, port });
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    text().then(
      (metrics) => response.writeHead(200, { 'content-type': METRICS_TYPE }).end(metrics),
      () => response.writeHead(503).end(),
    );
  });
  // It keeps no program running.
  await new Promise<void>((resolve) => server.unref().listen({ host, port }, resolve));
}

/** Those of all processes that serve, added up. */
export function metricsOfWorkers(): () => Promise<string> {
  const all = new prometheus.AggregatorRegistry();
  return () => all.clusterMetrics();
}

/** Lets the first process ask this one. */
export function answerForMetrics(): void {
  new prometheus.AggregatorRegistry();
}
