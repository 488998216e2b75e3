import type { ApolloServerPlugin } from '@apollo/server';

/** What GraphQL itself refuses before it runs anything. */
const REFUSED_BY_GRAPHQL: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
]);

/** The media type whose answers say by their status whether GraphQL took the request. */
const TELLING = 'application/graphql-response+json';

/**
 * To a client that did not ask for application/graphql-response+json, a refusal by GraphQL is an answer like any other: 200, as GraphQL over HTTP
 * has it for application/json, because such clients take another status for that of something on the way. What the platform refuses by a rule of
 * its own, before GraphQL or by a limit, keeps its status.
 */
export function statusPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ request, response: { http, body } }) => {
        if (http.status !== 400 || body.kind !== 'single' || request.http?.headers.get('accept')?.includes(TELLING)) return;
        const { errors = [] } = body.singleResult;
        if (errors.every(({ extensions }) => REFUSED_BY_GRAPHQL.has(extensions?.code))) http.status = 200;
      },
    }),
  };
}
