import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { costOf } from './cost.calculation.js';
import { limitExceeded } from './limit-exceeded.js';

/** Charges whoever asks with the cost of an operation that is about to run: why it may not, or null. */
export type Charge<Context> = (context: Context, cost: number) => GraphQLError | null;

/**
 * Refuses an operation above this cost or beyond what its caller may spend, and says the cost in the answer of every other one. Not a validation
 * rule: the cost depends on the variables, and a validated document is kept.
 */
export function costPlugin<Context extends BaseContext>(most: number, charge: Charge<Context>): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async ({ contextValue }) => {
      let cost: number | undefined;
      return {
        didResolveOperation: async ({ schema, document, operation, request, response }) => {
          if (!operation) return;
          cost = costOf(schema, { document, operation, variables: request.variables ?? {} });
          if (cost > most) {
            response.http.status = 400;
            throw limitExceeded('cost', most, cost, { zh: '最多可能读取的行数', en: 'rows that it may read' });
          }
          const refusal = charge(contextValue, cost);
          if (refusal === null) return;
          response.http.status = 429;
          response.http.headers.set('retry-after', String(refusal.extensions.retryAfterSeconds));
          throw refusal;
        },
        willSendResponse: async ({ response: { body } }) => {
          if (cost === undefined || body.kind !== 'single' || body.singleResult.data === undefined) return;
          body.singleResult.extensions = { ...body.singleResult.extensions, cost };
        },
      };
    },
  };
}
