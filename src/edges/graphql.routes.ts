import { type ApolloServer, HeaderMap } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { IdentityProvider } from '../access/identity-provider.js';
import type { Database } from '../database.js';
import { type Asked, RegisteredAnswers } from '../registered/registered-answers.js';
import { type Language, languageOf } from '../shared/errors/messages.js';
import { type Gate, searchOf } from './gate.js';
import { refuseForm, refuseWith } from './http-errors.js';
import type { KnownOperations } from './known-operations.js';
import { inLanguage } from './language.js';
import { contextOfRequest } from './request-context.js';
import type { ServerContext } from './server-context.js';
import type { Watch } from './watch.js';

interface Served {
  readonly apollo: ApolloServer<ServerContext>;
  readonly database: Database;
  readonly provider: IdentityProvider | null;
  readonly schema: GraphQLSchema;
  readonly known: KnownOperations;
  readonly watch: Watch;
  readonly gate: Gate;
}

/** The API: hands each request to Apollo and its answer back, or gives again what it has kept of a registered operation. */
export function serveGraphQL(app: FastifyInstance, { apollo, database, provider, schema, known, watch, gate }: Served): void {
  const run = async (request: FastifyRequest, sent: Sent, context = contextOfRequest({ database, provider }, request)) =>
    complete(await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest: sent, context: () => context }));

  const registered = new RegisteredAnswers(schema, database, async (request, text, variables) => {
    watch.beginOperation(request);
    const context = contextOfRequest({ database, provider }, request).then((made) => {
      // What is kept for the public has to be of the version that the primary said, or newer.
      if (request.headers.authorization === undefined) made.stayWithPrimary();
      return made;
    });
    const { status, headers, string } = await run(request, asText(text, variables), context);
    return { status, body: string, retryAfter: headers.get('retry-after') };
  });

  app.route({
    method: 'GET',
    url: '/operations/:name',
    handler: async (request, reply) => {
      const asked = registered.find(request.url);
      return asked ? registered.answer(request, reply, asked) : reply.callNotFound();
    },
  });

  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request, reply) => {
      const kept: Asked | undefined = request.method === 'GET' ? registered.find(request.url) : undefined;
      if (kept) return registered.answer(request, reply, kept);
      watch.beginOperation(request);
      const asked = known.find(request);
      const context = contextOfRequest({ database, provider }, request);
      const found = asked && (await context.then((made) => known.answer(asked, made), nothing));
      if (typeof found === 'string') return reply.header('content-type', JSON_TYPE).send(found);
      const refused = asked ? null : await gate.refusal(request, context);
      if (refused) return refuseWith(request, reply, refused);
      const { status, headers, string } = await run(request, sentBy(request), found ? context.then((made) => ({ ...made, result: found })) : context);
      if (status === 406) return refuseForm(request, reply);
      for (const [name, value] of headers) reply.header(name, value);
      return reply.code(status).send(status < 400 ? string : spoken(string, languageOf(request.headers['accept-language'])));
    },
  });
}

/** What Apollo refuses before a request has begun for its plugins still has its sentences in both languages. */
function spoken(text: string, language: Language): string {
  const { errors, ...rest } = JSON.parse(text) as { errors?: GraphQLFormattedError[] };
  return errors === undefined ? text : `${JSON.stringify({ errors: errors.map((error) => inLanguage(error, language)), ...rest })}\n`;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Why a request has no context is Apollo's to say. */
function nothing(): undefined {
  return undefined;
}

type Sent = Parameters<ApolloServer['executeHTTPGraphQLRequest']>[0]['httpGraphQLRequest'];
type Answered = Awaited<ReturnType<ApolloServer['executeHTTPGraphQLRequest']>>;

function complete({ status = 200, headers, body }: Answered): { status: number; headers: HeaderMap; string: string } {
  // Nothing here is sent in parts (@defer, @stream): the schema has neither directive.
  if (body.kind !== 'complete') throw new Error('Expected a complete answer, got one in parts');
  return { status, headers, string: body.string };
}

function sentBy(request: FastifyRequest): Sent {
  return { method: request.method, headers: headersOf(request), body: request.body, search: searchOf(request) };
}

/** A foreign page may make a browser call a registered operation by GET: it only reads, and the page cannot read the answer. */
function asText(text: string, variables: string): Sent {
  const headers = new HeaderMap([
    ['accept', 'application/json'],
    ['apollo-require-preflight', 'true'],
  ]);
  const parameters = new URLSearchParams({ query: text, ...(variables === '' ? {} : { variables }) });
  return { method: 'GET', headers, body: undefined, search: `?${parameters}` };
}

function headersOf({ headers }: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value) map.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  return map;
}
