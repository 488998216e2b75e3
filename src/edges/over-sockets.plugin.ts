import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import { AppError } from '../shared/errors/app-error.js';

/** An answer to a request ends, so there is no way to go on telling what happens. */
export function overSocketsPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ operation, response }) => {
        if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return;
        response.http.status = 400;
        throw new AppError('BAD_USER_INPUT', {
          zh: '订阅（subscription）须通过 WebSocket 连接 /graphql（graphql-transport-ws 协议）发送。',
          en: 'A subscription goes over a WebSocket at /graphql (graphql-transport-ws).',
        });
      },
    }),
  };
}
