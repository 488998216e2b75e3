import { type ApolloServer, HeaderMap } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../database.js';
import { contextOfRequest } from './request-context.js';
import type { ServerContext } from './server-context.js';

/** The API: hands each request to Apollo and its answer back. */
export function serveGraphQL(app: FastifyInstance, apollo: ApolloServer<ServerContext>, database: Database): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request, reply) => {
      const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: request.method, headers: headersOf(request), body: request.body, search: searchOf(request) },
        context: () => contextOfRequest(database, request),
      });
      for (const [name, value] of headers) reply.header(name, value);
      return answer(reply.code(status ?? 200), body);
    },
  });
}

type Body = Awaited<ReturnType<ApolloServer['executeHTTPGraphQLRequest']>>['body'];

function answer(reply: FastifyReply, body: Body): FastifyReply {
  // Nothing here is sent in parts (@defer, @stream): the schema has neither directive.
  if (body.kind !== 'complete') throw new Error('Expected a complete answer, got one in parts');
  return reply.send(body.string);
}

function headersOf({ headers }: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value) map.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  return map;
}

function searchOf({ url }: FastifyRequest): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start);
}
