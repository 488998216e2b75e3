import type { ServerOptions } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { HttpLimits } from '../limits/limits.js';

/** How often Node looks which connections take too long. */
const LOOK_MS = 2_000;

/** After how long the system asks a peer that says nothing whether it is still there. */
const PROBE_MS = 60_000;

interface NodeOptions {
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  readonly connectionTimeout: number;
  readonly http: ServerOptions;
}

/** What Node is told of the limits of a connection. */
export function nodeOptions({ headerBytes, headerSeconds, uploadSeconds, idleSeconds, silentSeconds }: HttpLimits): NodeOptions {
  return {
    // A client that sends its request drop by drop must not hold a connection for ever. For most bodies it is less (limitSlowBodies).
    requestTimeout: Math.max(uploadSeconds, headerSeconds) * 1000,
    keepAliveTimeout: idleSeconds * 1000,
    connectionTimeout: silentSeconds * 1000,
    http: {
      maxHeaderSize: headerBytes,
      headersTimeout: headerSeconds * 1000,
      connectionsCheckingInterval: LOOK_MS,
      keepAlive: true,
      keepAliveInitialDelay: PROBE_MS,
      // One without a host is refused in the form that all errors have (http-errors.ts).
      requireHostHeader: false,
    },
  };
}

/** Beyond so many, what connects is let go at once: there is nothing left to say anything with. */
export function boundConnections(app: FastifyInstance, { connections }: HttpLimits): void {
  app.server.maxConnections = connections;
}
