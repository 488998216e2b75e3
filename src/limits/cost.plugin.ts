import type { ApolloServerPlugin } from '@apollo/server';
import { costOf } from './cost.calculation.js';
import { limitExceeded } from './limit-exceeded.js';

/**
 * Refuses an operation above this cost, and says the cost in the answer of every other one. Not a validation rule: the cost depends on
 * the variables, and a validated document is kept.
 */
export function costPlugin(most: number): ApolloServerPlugin {
  return {
    requestDidStart: async () => {
      let cost: number | undefined;
      return {
        didResolveOperation: async ({ schema, document, operation, request, response }) => {
          if (!operation) return;
          cost = costOf(schema, { document, operation, variables: request.variables ?? {} });
          if (cost <= most) return;
          response.http.status = 400;
          throw limitExceeded('cost', most, cost, { zh: '最多可能读取的行数', en: 'rows that it may read' });
        },
        willSendResponse: async ({ response: { body } }) => {
          if (cost === undefined || body.kind !== 'single' || body.singleResult.data === undefined) return;
          body.singleResult.extensions = { ...body.singleResult.extensions, cost };
        },
      };
    },
  };
}
