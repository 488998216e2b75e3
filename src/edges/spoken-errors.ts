import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Language } from '../shared/errors/messages.js';
import { moreErrors } from './fewer-errors.plugin.js';
import { inLanguage } from './language.js';
import { isForClients, masked } from './masking.js';

/** Of what client and by which id errors are. */
export interface Spoken {
  readonly language: Language;
  readonly errorId: string;
  readonly log: FastifyBaseLogger;
  /** Whether the names in the schema are for clients. */
  readonly introspection: boolean;
  /** How many are told. */
  readonly most: number;
}

/** Errors of a subscription in the form that those of a request have: masked, in the client's language, with an id where the log has more. */
export function spokenErrors(
  errors: readonly GraphQLError[],
  { language, errorId, log, introspection, most }: Spoken,
): readonly GraphQLFormattedError[] {
  const told = errors.slice(0, most).map((error) => {
    if (!isForClients(error)) log.error({ err: error.originalError ?? error, errorId, path: error.path }, 'masked error');
    const spoken = inLanguage(masked(error.toJSON(), error), language);
    const message = introspection ? spoken.message : spoken.message.replace(/ ?Did you mean(.+?)\?$/, '');
    const isInternal = spoken.extensions?.code === 'INTERNAL_SERVER_ERROR';
    return { ...spoken, message, ...(isInternal && { extensions: { ...spoken.extensions, errorId } }) };
  });
  return errors.length > most ? [...told, moreErrors(most, errors.length, language)] : told;
}

/** One of GraphQL's own refusals, with the code that Apollo gives it; the limits' own have theirs. */
export function coded(
  code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED' | 'BAD_USER_INPUT' | 'BAD_REQUEST',
  error: GraphQLError,
): GraphQLError {
  if (error.extensions.code !== undefined) return error;
  const { message, nodes, source, positions, path } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { code } });
}
