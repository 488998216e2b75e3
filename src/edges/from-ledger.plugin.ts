import type { ApolloServerPlugin } from '@apollo/server';
import type { ServerContext } from './server-context.js';

/** Says in `extensions.fromLedger` which parts of an impact no rollup holds, so that the ledger was added up for them and they took their time. */
export function fromLedgerPlugin(): ApolloServerPlugin<ServerContext> {
  return {
    requestDidStart: async ({ contextValue: { impact } }) => ({
      willSendResponse: async ({ response: { body } }) => {
        const { fromLedger } = impact;
        if (body.kind !== 'single' || fromLedger.length === 0) return;
        body.singleResult.extensions = { ...body.singleResult.extensions, fromLedger };
      },
    }),
  };
}
