import type { FastifyInstance } from 'fastify';
import { refuseWhileClosing } from './http-errors.js';

/**
 * Once the server closes it takes no new connection, and closes the idle ones. On those that still have a request running, this
 * refuses what comes after it and lets the connection end.
 */
export function drainOnClose(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onRequest', async (request, reply) => {
    if (closing) await refuseWhileClosing(request, reply);
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}
