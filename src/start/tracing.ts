import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.js';
import type { Storage } from '../database.js';
import type { TracedDatabase } from '../seeing/opentelemetry.js';
import type { Tracing } from '../seeing/tracing.js';

/** Traces, where they are wanted; whatever makes and sends them is loaded only then. */
export async function openTracing({ tracing, storage }: Pick<Config, 'tracing' | 'storage'>): Promise<Tracing | null> {
  if (tracing === null) return null;
  const { openTracing: open } = await import('../seeing/opentelemetry.js');
  return open(tracing, tracedDatabase(storage));
}

/** Says what hinders them, and sends what is left of them at the end. */
export function traceUntilClosed(app: FastifyInstance, tracing: Tracing): void {
  tracing.onTrouble = (what) => app.log.warn({ what }, 'traces could not be sent');
  app.addHook('onClose', () => tracing.close());
}

/** The database as traces name it. */
function tracedDatabase(storage: Storage): TracedDatabase {
  if (storage.kind === 'embedded') return { name: null, host: null, port: null };
  const { hostname, port, pathname } = new URL(storage.pooler ?? storage.url);
  return { name: pathname.slice(1) || null, host: hostname || null, port: port === '' ? null : Number(port) };
}
