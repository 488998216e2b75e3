import type { FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import type { Context } from '../context.js';

/** The context of a request that came over the network. */
export interface ServerContext extends Context {
  readonly request: FastifyRequest;
  /** What running it has given already, for Apollo to make an answer of (`KnownOperations`). */
  readonly result?: ExecutionResult | undefined;
}
