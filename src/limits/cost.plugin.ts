import type { ApolloServerPlugin } from '@apollo/server';
import { costOf } from './cost.calculation.js';
import { limitExceeded } from './limit-exceeded.js';

/** Refuses an operation above this cost. Not a validation rule: the cost depends on the variables, and a validated document is kept. */
export function costPlugin(most: number): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, operation, request }) => {
        if (!operation) return;
        const cost = costOf(schema, { document, operation, variables: request.variables ?? {} });
        if (cost > most) {
          throw limitExceeded('cost', most, cost, { zh: '应答中最多可能出现的字段数', en: 'fields that the answer may hold' });
        }
      },
    }),
  };
}
