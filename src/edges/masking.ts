import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { tokenLimitExceeded } from '../limits/tokens.js';
import { AppError } from '../shared/errors/app-error.js';
import type { Message } from '../shared/errors/messages.js';

/** What GraphQL and its HTTP transport refuse themselves, before one of our resolvers runs. */
const GRAPHQL_CODES: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
]);

const SORRY: Message = {
  zh: '服务器内部错误。请把 errorId 告诉管理员，日志中有详情。',
  en: 'Something went wrong on the server. Please give the errorId to the administrator; the log has the details.',
};

/** What a client reads in place of an error that is not for clients. */
export const INTERNAL = { message: SORRY.en, extensions: { code: 'INTERNAL_SERVER_ERROR', messages: SORRY } } as const;

/** An answer in its last form to a request that nothing is run for, with the HTTP status that it has. */
export class Refusal extends GraphQLError {
  constructor({ message, extensions }: GraphQLFormattedError, status: number) {
    super(message, { extensions: { ...extensions, http: { status } } });
  }
}

/** Whether a client may read this error. Everything else is masked: it may hold SQL, paths or names of packages. */
export function isForClients(error: unknown): boolean {
  const cause = unwrapResolverError(error);
  if (cause instanceof AppError || cause instanceof Refusal) return true;
  return cause instanceof GraphQLError && GRAPHQL_CODES.has(cause.extensions.code);
}

/** An error as it may leave, still in both languages. */
export function masked(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  if (!isForClients(error)) return { ...formatted, ...INTERNAL };
  // Apollo gives each refusal of a validation rule its own code, and the rule's stands in what it wraps.
  const ours = originalOf(error) ?? tokenLimitExceeded(formatted);
  return ours ? { ...formatted, message: ours.message, extensions: ours.extensions } : formatted;
}

function originalOf(error: unknown): AppError | null {
  const original = error instanceof GraphQLError ? error.originalError : null;
  return original instanceof AppError ? original : null;
}
