import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
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
      executor: async ({ document, operationName, request, context }) =>
        execute({ document, operationName, variables: request.variables as Record<string, unknown> | undefined, context }),
    }),
    stop: async () => {},
  };
}
