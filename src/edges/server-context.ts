import type { FastifyBaseLogger } from 'fastify';
import type { Context } from '../context.js';

/** The context of a request that came over the network: its log lines carry its id. */
export interface ServerContext extends Context {
  readonly log: FastifyBaseLogger;
}
