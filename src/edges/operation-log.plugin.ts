import type { ApolloServerPlugin } from '@apollo/server';
import { excerpt } from '../shared/errors/problem.js';
import type { ServerContext } from './server-context.js';

/** One log line per operation: which, by whom, how long and with which errors. Never its variables, which may be confidential. */
export function operationLogPlugin(): ApolloServerPlugin<ServerContext> {
  return {
    requestDidStart: async ({ contextValue: { log, viewer } }) => {
      const started = performance.now();
      return {
        willSendResponse: async ({ operation, operationName, errors }) => {
          log.info(
            {
              operation: operation?.operation,
              operationName: operationName ? excerpt(operationName) : undefined,
              role: viewer.role,
              accountId: viewer.accountId,
              durationMs: Math.round(performance.now() - started),
              errorCodes: errors?.map(({ extensions }) => extensions.code ?? 'INTERNAL_SERVER_ERROR'),
            },
            'operation',
          );
        },
      };
    },
  };
}
