import type { FastifyInstance } from 'fastify';
import { refuseWhileClosing } from './http-errors.js';

const OFTEN_MS = 250;

/**
 * Once the server closes it takes no new connection. On those it has, requests that run are finished and what comes after them is
 * refused. Node closes the connections that are idle at that moment; those that fall idle later would stay open until their client lets go.
 */
export function drainOnClose(app: FastifyInstance): void {
  let closing: NodeJS.Timeout | undefined;
  app.addHook('preClose', async () => {
    closing = setInterval(() => app.server.closeIdleConnections(), OFTEN_MS);
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (closing) refuseWhileClosing(request, reply.header('connection', 'close'));
    else done();
  });
  app.addHook('onClose', async () => clearInterval(closing));
}
