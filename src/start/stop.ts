import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.js';

/** Ends the program for this reason and with this code, once. */
export type Stop = (reason: string, code: number) => void;

/** On SIGTERM or SIGINT, or when told to: takes no new request, finishes those that run, closes the database and ends, in this time at most. */
export function stopOnSignals(app: FastifyInstance, database: Database, seconds: number): Stop {
  let stopping = false;
  const stop: Stop = (reason, code) => {
    if (stopping) return;
    stopping = true;
    app.log.info({ reason }, 'stopping');
    setTimeout(() => {
      app.log.warn({ seconds }, 'requests were still running and are cut off');
      process.exit(code);
    }, seconds * 1000).unref();
    void stopped(app, database).then((ended) => process.exit(code || ended));
  };
  process.on('SIGTERM', () => stop('SIGTERM', 0));
  process.on('SIGINT', () => stop('SIGINT', 0));
  return stop;
}

async function stopped(app: FastifyInstance, database: Database): Promise<number> {
  try {
    await app.close();
    await database.close();
    app.log.info('stopped');
    return 0;
  } catch (error) {
    app.log.error({ err: error }, 'could not stop properly');
    return 1;
  }
}
