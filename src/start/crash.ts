import type { FastifyBaseLogger } from 'fastify';

/**
 * What nobody has caught ends the process, as it does by itself: nobody knows what it leaves behind. But Node would write the error as it is, with the values
 * that the database quotes.
 */
export function logCrashes(log: FastifyBaseLogger): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'the program has crashed');
    process.exit(1);
  });
}
