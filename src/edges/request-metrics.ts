import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/metrics.js';

/** Counts each request once its answer has left, and what it ran. */
export function measureRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', ({ method, routeOptions, ran }, { statusCode, elapsedTime }, done) => {
    metrics.answered({ method, route: routeOptions.url ?? 'none', status: statusCode, seconds: elapsedTime / 1000 });
    if (ran) metrics.ran({ operation: ran.operation ?? 'none', role: ran.role, outcome: String(ran.errorCodes?.[0] ?? 'OK') });
    done();
  });
}
