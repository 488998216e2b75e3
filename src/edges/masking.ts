import { HeaderMap } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { tokenLimitExceeded } from '../limits/tokens.js';
import { AppError } from '../shared/errors/app-error.js';
import { translated } from '../shared/errors/database-error.js';
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
    const headers = new HeaderMap(status === 503 ? [['retry-after', '1']] : []);
    super(message, { extensions: { ...extensions, http: { status, headers } } });
  }
}

/** Whether a client may read this error. Everything else is masked: it may hold SQL, paths or names of packages. */
export function isForClients(error: unknown): boolean {
  const cause = unwrapResolverError(error);
  if (cause instanceof AppError || cause instanceof Refusal || translated(cause) !== null) return true;
  return cause instanceof GraphQLError && GRAPHQL_CODES.has(cause.extensions.code);
}

/** An error as it may leave, still in both languages. */
export function masked(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  if (!isForClients(error)) return { ...formatted, ...INTERNAL };
  // Apollo gives each refusal of a validation rule its own code, and the rule's stands in what it wraps.
  const ours = originalOf(error) ?? tokenLimitExceeded(formatted);
  if (ours) return { ...formatted, message: ours.message, extensions: ours.extensions };
  const { code, messages } = formatted.extensions ?? {};
  if (code === 'BAD_REQUEST' && formatted.message.includes('Cross-Site Request Forgery')) {
    return { ...formatted, message: FOREIGN_PAGE.en, extensions: { code, messages: FOREIGN_PAGE } };
  }
  const about = messages === undefined ? IN_CHINESE[String(code)] : undefined;
  if (about === undefined) return formatted;
  return { ...formatted, extensions: { ...formatted.extensions, messages: { zh: `${about}：${formatted.message}`, en: formatted.message } } };
}

const FOREIGN_PAGE: Message = {
  zh: '其他网站的页面也能让浏览器发出这样的请求，因此不予执行。请带请求头 Content-Type: application/json，或 Authorization、Apollo-Require-Preflight 之一。',
  en: 'A foreign page could make a browser send such a request, so it is not run. Send it with the header Content-Type: application/json, or with Authorization or Apollo-Require-Preflight.',
};

/** What kind of fault GraphQL's own sentence is about. The sentence names parts of the document as they stand in it, and is for whoever wrote it. */
const IN_CHINESE: Readonly<Record<string, string>> = {
  GRAPHQL_PARSE_FAILED: '查询语句有语法错误',
  GRAPHQL_VALIDATION_FAILED: '查询语句与接口不符',
  OPERATION_RESOLUTION_FAILURE: '无法确定要执行哪个操作',
  BAD_USER_INPUT: '变量或参数的值不符合接口的要求',
  BAD_REQUEST: '请求的格式有误',
};

function originalOf(error: unknown): AppError | null {
  const original = error instanceof GraphQLError ? error.originalError : null;
  return original instanceof AppError ? original : translated(original);
}

/** The same may go well in a moment: the database is away, or others were in the way. */
export function isPassing(error: Pick<GraphQLFormattedError, 'extensions'>): boolean {
  const { code, reason } = (originalOf(error) ?? error).extensions ?? {};
  return code === 'SERVICE_UNAVAILABLE' || reason === 'CONFLICT_RETRY';
}
