import type { ApolloServerPlugin } from '@apollo/server';
import type { DocumentNode, GraphQLError, OperationDefinitionNode } from 'graphql';
import { codesOf } from '../seeing/finished.js';
import { excerpt } from '../shared/errors/problem.js';
import type { ServerContext } from './server-context.js';

interface Ran {
  readonly operation: OperationDefinitionNode | undefined;
  readonly document: DocumentNode | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}

/** Says which operation a request was, for whom and with which errors. */
export function finishOperation({ request, viewer }: ServerContext, { operation, document, errors }: Ran): void {
  request.running?.finish({
    operation: operation?.operation,
    operationName: operation?.name && excerpt(operation.name.value),
    role: viewer.role,
    accountId: viewer.accountId,
    errorCodes: codesOf(errors),
    document,
  });
}

export function operationEndPlugin(): ApolloServerPlugin<ServerContext> {
  return {
    requestDidStart: async ({ contextValue }) => ({
      willSendResponse: async ({ operation, document, errors }) => finishOperation(contextValue, { operation, document, errors }),
    }),
  };
}
