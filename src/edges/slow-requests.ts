import type { FastifyInstance } from 'fastify';
import { languageOf } from '../shared/errors/messages.js';
import { answerRaw } from './raw-answers.js';

/** How long a client may take to send its headers, and then a body. */
export const BODY_MS = 30_000;

/** How long one may take to send a file, from a village with a slow line. Nothing takes longer. */
export const UPLOAD_MS = 10 * 60_000;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How long the route waits for a body. */
    bodyMs?: number;
  }
}

/** Node has one time for all requests, and it must be as long as an upload may take. This cuts off the others before. */
export function limitSlowBodies(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw, routeOptions }, reply, done) => {
    const { 'content-length': length = '0', 'transfer-encoding': inChunks } = raw.headers;
    if (length !== '0' || inChunks !== undefined) {
      const timer = setTimeout(() => {
        if (reply.raw.headersSent) raw.socket.destroySoon();
        else answerRaw(raw.socket, 408, languageOf(raw.headers['accept-language']));
      }, routeOptions.config.bodyMs ?? BODY_MS);
      const stop = () => clearTimeout(timer);
      raw.once('end', stop);
      reply.raw.once('close', stop);
    }
    done();
  });
}
