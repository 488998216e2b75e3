import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Executor } from './compiled.js';

type Gateway = NonNullable<ApolloServerOptions<BaseContext>['gateway']>;

/** Apollo's hook for whoever runs operations in its place. Nothing is federated here. */
export function gatewayOf(schema: GraphQLSchema, execute: Executor): Gateway {
  return {
    onSchemaLoadOrUpdate: (take) => {
      take({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    load: async () => ({
      // The name as the client sent it: Apollo's own is null where it names none of the document's operations, and then nothing may run.
      executor: async ({ document, request: { operationName, variables }, context }) =>
        resultIn(context) ?? execute({ document, operationName, variables: variables as Record<string, unknown> | undefined, context }),
    }),
    stop: async () => {},
  };
}

/** A request may come with its result (`KnownOperations`), and nothing is run twice. */
function resultIn(context: unknown): ExecutionResult | undefined {
  return (context as { result?: ExecutionResult } | undefined)?.result;
}
