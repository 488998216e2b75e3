import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { excerpt } from '../shared/errors/problem.js';
import type { ServerContext } from './server-context.js';

interface Operation {
  readonly operation: string | undefined;
  readonly operationName: string | null | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}

/** One log line per operation: which, by whom, how long and with which errors. Never its variables, which may be confidential. */
export function logOperation({ log, viewer, started }: ServerContext, { operation, operationName, errors }: Operation): void {
  log.info(
    {
      operation,
      operationName: operationName ? excerpt(operationName) : undefined,
      role: viewer.role,
      accountId: viewer.accountId,
      durationMs: Math.round(performance.now() - started),
      errorCodes: errors?.map(({ extensions }) => extensions.code ?? 'INTERNAL_SERVER_ERROR'),
    },
    'operation',
  );
}

export function operationLogPlugin(): ApolloServerPlugin<ServerContext> {
  return {
    requestDidStart: async ({ contextValue }) => ({
      willSendResponse: async ({ operation, operationName, errors }) =>
        logOperation(contextValue, { operation: operation?.operation, operationName, errors }),
    }),
  };
}
