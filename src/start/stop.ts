import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.js';

/** On SIGTERM or SIGINT: takes no new request, finishes those that run, closes the database and ends, in this time at most. */
export function stopOnSignals(app: FastifyInstance, database: Database, seconds: number): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    app.log.info({ signal }, 'stopping');
    setTimeout(() => {
      app.log.warn({ seconds }, 'requests were still running and are cut off');
      process.exit(0);
    }, seconds * 1000).unref();
    void stopped(app, database).then((code) => process.exit(code));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
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
