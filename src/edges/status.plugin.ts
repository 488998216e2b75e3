import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { isPassing } from './masking.js';

/** What GraphQL itself refuses before it runs anything. */
const REFUSED_BY_GRAPHQL: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
]);

/** The media type whose answers say by their status whether GraphQL took the request. */
export const TELLING = 'application/graphql-response+json';

/** How long a client should wait before it asks again. */
export const RETRY_SECONDS = '1';

/**
 * The status of an answer, where Apollo would say another:
 *
 * To a client that did not ask for application/graphql-response+json, a refusal by GraphQL is an answer like any other: 200, as GraphQL over HTTP
 * has it for application/json, because such clients take another status for that of something on the way. What the platform refuses by a rule of
 * its own, before GraphQL or by a limit, keeps its status.
 *
 * Where there is nothing to tell because the database is away or others were in the way, it is 503, so that a client or a balancer tries again;
 * and 429 where the caller has tried too often, as too many passwords.
 */
export function statusPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ request, response: { http, body } }) => {
        if (body.kind !== 'single') return;
        const { data, errors = [] } = body.singleResult;
        if (errors.length === 0) return;
        if (http.status === 400 && errors.every(isRefusalByGraphql)) {
          if (!request.http?.headers.get('accept')?.includes(TELLING)) http.status = 200;
        } else if (isNothing(data) && errors.some(isPassing)) {
          http.status = 503;
          http.headers.set('retry-after', RETRY_SECONDS);
        } else if (isNothing(data)) {
          const seconds = errors.map(secondsToWait).find((wait) => wait !== undefined);
          if (seconds === undefined) return;
          http.status = 429;
          http.headers.set('retry-after', String(seconds));
        }
      },
    }),
  };
}

function isRefusalByGraphql({ extensions }: GraphQLFormattedError): boolean {
  return REFUSED_BY_GRAPHQL.has(extensions?.code);
}

function secondsToWait({ extensions }: GraphQLFormattedError): unknown {
  return extensions?.code === 'LIMIT_EXCEEDED' ? extensions.retryAfterSeconds : undefined;
}

/** No field at the root has anything. */
function isNothing(data: unknown): boolean {
  return data == null || Object.values(data).every((value) => value === null);
}
