import type { FastifyInstance } from 'fastify';
import { languageOf } from '../shared/errors/messages.js';
import { answerRaw } from './raw-answers.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How long the route waits for a body, where it is not as long as others do. */
    bodySeconds?: number;
  }
}

/**
 * Node has one time for all requests, and it must be as long as an upload may take. This cuts off the others before, after this many seconds.
 * For as long, what still comes of a body that was refused already is taken in and dropped: a connection that is closed on what nobody has read
 * takes the answer with it, and the client never learns why it was refused.
 */
export function limitSlowBodies(app: FastifyInstance, seconds: number): void {
  app.addHook('onRequest', ({ raw, routeOptions }, reply, done) => {
    const { 'content-length': length = '0', 'transfer-encoding': inChunks } = raw.headers;
    if (length !== '0' || inChunks !== undefined) {
      const cutOff = () => {
        if (reply.raw.headersSent) raw.destroy();
        else answerRaw(raw.socket, 408, languageOf(raw.headers['accept-language']));
      };
      let timer = setTimeout(cutOff, (routeOptions.config.bodySeconds ?? seconds) * 1000);
      const stop = () => clearTimeout(timer);
      raw.once('end', stop);
      raw.once('close', stop);
      reply.raw.once('finish', () => {
        if (raw.readableEnded || raw.complete) return;
        stop();
        timer = setTimeout(cutOff, seconds * 1000);
        raw.resume();
      });
    }
    done();
  });
}
