import type { ApolloServerPlugin } from '@apollo/server';
import { inLanguage } from './language.js';
import { isForClients } from './masking.js';
import type { ServerContext } from './server-context.js';

/** Gives each error its last form: in the client's language, and with an id where the real one stays in the log, of which there are this many lines. */
export function errorsPlugin(most: number): ApolloServerPlugin<ServerContext> {
  return {
    requestDidStart: async ({ contextValue: { request, language, requestId } }) => ({
      didEncounterErrors: async ({ errors }) => {
        for (const error of errors.slice(0, most)) {
          if (!isForClients(error)) request.log.error({ err: error.originalError ?? error, errorId: requestId, path: error.path }, 'masked error');
        }
      },
      willSendResponse: async ({ response: { body } }) => {
        if (body.kind !== 'single' || !body.singleResult.errors) return;
        body.singleResult.errors = body.singleResult.errors.map((error) => {
          const spoken = inLanguage(error, language);
          return spoken.extensions?.code === 'INTERNAL_SERVER_ERROR'
            ? { ...spoken, extensions: { ...spoken.extensions, errorId: requestId } }
            : spoken;
        });
      },
    }),
  };
}
