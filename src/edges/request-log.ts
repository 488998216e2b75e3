import type { FastifyServerOptions } from 'fastify';
import type { Config } from '../config.js';
import { toldError } from '../seeing/told-error.js';
import { logStream } from './log-stream.js';

/**
 * Logs go to stderr as one JSON object per line; stdout holds what the program says to the person who starts it.
 *
 * Of a request only what is listed here is written. Headers hold tokens, and a query string or body may hold what is confidential; so may errors.
 */
export function loggerOptions(level: Config['logLevel']): FastifyServerOptions['logger'] {
  return {
    level,
    stream: logStream,
    timestamp,
    serializers: {
      req: ({ method, url, ip }) => ({ method, path: url.split('?')[0], ip }),
      res: ({ statusCode }) => ({ statusCode }),
      err: toldError,
    },
  };
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
