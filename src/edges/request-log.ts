import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import type { Config } from '../config.js';
import { logStream } from './log-stream.js';

/**
 * Logs go to stderr as one JSON object per line; stdout holds what the program says to the person who starts it.
 *
 * Of a request only what is listed here is written. Headers hold tokens, and a query string or body may hold what is confidential.
 */
export function loggerOptions(level: Config['logLevel']): FastifyServerOptions['logger'] {
  return {
    level,
    stream: logStream,
    timestamp,
    serializers: {
      req: ({ method, url, ip }) => ({ method, path: url.split('?')[0], ip }),
      res: ({ statusCode }) => ({ statusCode }),
    },
  };
}

/** What a request ran, for its line: never its variables, which may be confidential. */
export interface RanOperation {
  readonly operation: string | undefined;
  readonly operationName: string | undefined;
  readonly role: string;
  readonly accountId: string | null;
  readonly errorCodes: readonly unknown[] | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    ran: RanOperation | undefined;
  }
}

/** One line per request that was answered; of health checks only when they fail, for they come every few seconds. */
export function logRequests(app: FastifyInstance): void {
  app.decorateRequest('ran', undefined);
  app.addHook('onResponse', (request, reply, done) => {
    const isQuiet = request.url.startsWith('/health') && reply.statusCode < 400;
    request.log[isQuiet ? 'debug' : 'info']({ req: request, res: reply, durationMs: Math.round(reply.elapsedTime), ...request.ran }, 'request');
    done();
  });
}

let millisecond = 0;
let written = '';

/** Many lines are of one millisecond, and writing it out takes as long as the rest of a line. */
function timestamp(): string {
  const now = Date.now();
  if (now !== millisecond) {
    millisecond = now;
    written = `,"time":"${new Date(now).toISOString()}"`;
  }
  return written;
}
