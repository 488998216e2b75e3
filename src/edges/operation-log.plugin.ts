import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { excerpt } from '../shared/errors/problem.js';
import type { ServerContext } from './server-context.js';

interface Operation {
  readonly operation: string | undefined;
  readonly operationName: string | null | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}

/** Says in the log line of the request which operation it ran, for whom and with which errors. */
export function logOperation({ request, viewer }: ServerContext, { operation, operationName, errors }: Operation): void {
  request.ran = {
    operation,
    operationName: operationName ? excerpt(operationName) : undefined,
    role: viewer.role,
    accountId: viewer.accountId,
    errorCodes: errors?.map(({ extensions }) => extensions.code ?? 'INTERNAL_SERVER_ERROR'),
  };
}

export function operationLogPlugin(): ApolloServerPlugin<ServerContext> {
  return {
    requestDidStart: async ({ contextValue }) => ({
      willSendResponse: async ({ operation, operationName, errors }) =>
        logOperation(contextValue, { operation: operation?.operation, operationName, errors }),
    }),
  };
}
