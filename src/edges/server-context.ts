import type { FastifyBaseLogger } from 'fastify';
import type { ExecutionResult } from 'graphql';
import type { Context } from '../context.js';

/** The context of a request that came over the network: its log lines carry its id. */
export interface ServerContext extends Context {
  readonly log: FastifyBaseLogger;
  /** When it came, by the clock of `performance`. */
  readonly started: number;
  /** What running it has given already, for Apollo to make an answer of (`KnownOperations`). */
  readonly result?: ExecutionResult | undefined;
}
