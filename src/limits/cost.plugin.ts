import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { costOfRefused, costWithin, isRefused } from './cost-within.js';
import type { Limits } from './limits.js';
import { lookUpsOf } from './look-ups.js';
import { missesIn } from './misses.js';

/** Where whoever asks is charged. */
export interface Till<Context> {
  /** The cost of an operation that is about to run, and how many of its look-ups may find nothing: why it may not run, or null. */
  readonly charge: (context: Context, cost: number, lookUps: number) => GraphQLError | null;
  /** What was done for a document that is not run. */
  readonly owe: (context: Context, cost: number) => void;
  /** How many look-ups of an operation that was charged have found nothing, and how many might have. */
  readonly miss: (context: Context, misses: number, lookUps: number) => void;
}

/** Refuses an operation above the limits or beyond what its caller may spend, and says the cost in the answer of every other one. */
export function costPlugin<Context extends BaseContext>(
  limits: Pick<Limits, 'cost' | 'listItems'>,
  { charge, owe, miss }: Till<Context>,
): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async ({ contextValue }) => {
      let cost: number | undefined;
      let lookUps = 0;
      return {
        parsingDidStart:
          async ({ source }) =>
          async (error) => {
            if (error) owe(contextValue, costOfRefused(source));
          },
        validationDidStart:
          async ({ source }) =>
          async (errors) => {
            if (errors?.length) owe(contextValue, costOfRefused(source));
          },
        didResolveOperation: async ({ schema, document, operation, request, response }) => {
          if (!operation) return;
          const found = costWithin(schema, { document, operation, variables: request.variables ?? {} }, limits);
          if (isRefused(found)) {
            response.http.status = 400;
            throw found;
          }
          cost = found;
          const mayMiss = lookUpsOf({ document, operation, variables: request.variables ?? {} });
          const refusal = charge(contextValue, cost, mayMiss);
          if (refusal === null) {
            lookUps = mayMiss;
            return;
          }
          response.http.status = 429;
          response.http.headers.set('retry-after', String(refusal.extensions.retryAfterSeconds));
          throw refusal;
        },
        willSendResponse: async ({ response: { body } }) => {
          if (cost === undefined || body.kind !== 'single') return;
          if (body.singleResult.data === undefined) return miss(contextValue, 0, lookUps);
          miss(contextValue, missesIn(body.singleResult), lookUps);
          body.singleResult.extensions = { ...body.singleResult.extensions, cost };
        },
      };
    },
  };
}
