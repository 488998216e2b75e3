import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { IdentityProvider } from '../access/identity-provider.js';
import { contextOf } from '../context.js';
import type { Database } from '../database.js';
import type { ErrorCode } from '../shared/errors/app-error.js';
import { translatingDatabaseErrors } from '../shared/errors/database-error.js';
import { languageOf } from '../shared/errors/messages.js';
import { HTTP_STATUS, logCause } from './http-errors.js';
import { inLanguage } from './language.js';
import { INTERNAL, isForClients, Refusal } from './masking.js';
import type { ServerContext } from './server-context.js';

/** What a request is asked of. */
export interface Asked {
  readonly database: Database;
  readonly provider: IdentityProvider | null;
}

/** The context of a request. Nothing is run without one, so what goes wrong here decides the answer's HTTP status. */
export async function contextOfRequest({ database, provider }: Asked, request: FastifyRequest): Promise<ServerContext> {
  const { headers, id, ip, log } = request;
  try {
    return { ...(await translatingDatabaseErrors(() => contextOf(database, headers, { requestId: id, address: ip, provider }))), request };
  } catch (error) {
    logCause(error, request);
    if (!isForClients(error)) log.error({ err: error, errorId: id }, 'masked error');
    throw refusal(error, headers['accept-language'], id);
  }
}

function refusal(error: unknown, acceptLanguage: string | undefined, errorId: string): Refusal {
  const known = error instanceof GraphQLError && isForClients(error);
  const said = known ? error : { ...INTERNAL, extensions: { ...INTERNAL.extensions, errorId } };
  return new Refusal(inLanguage(said, languageOf(acceptLanguage)), HTTP_STATUS[String(said.extensions.code) as ErrorCode] ?? 500);
}
