import type { ApolloServerPlugin } from '@apollo/server';
import type { Config } from '../config.js';
import { asksForSchema } from '../limits/introspection.js';
import { AppError } from '../shared/errors/app-error.js';
import type { ServerContext } from './server-context.js';

/** Keeps the schema for those who are signed in, where it is for them. For nobody it is by a rule of validation that Apollo has. */
export function introspectionPlugin(introspection: Config['introspection']): ApolloServerPlugin<ServerContext> {
  if (introspection !== 'signed-in') return {};
  return {
    requestDidStart: async ({ contextValue: { viewer } }) => ({
      didResolveOperation: async ({ document, response }) => {
        if (viewer.accountId !== null || !asksForSchema(document)) return;
        response.http.status = 401;
        throw new AppError('UNAUTHENTICATED', {
          zh: '查询接口结构（内省）须先登录；接口结构也见 schema/schema.graphql。',
          en: 'To ask for the schema (introspection), sign in first; it stands in schema/schema.graphql as well.',
        });
      },
    }),
  };
}
