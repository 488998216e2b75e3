import type { ServerResponse } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import type { Viewer } from '../access/viewer.js';
import { limitExceeded } from '../limits/limit-exceeded.js';
import { codesOf } from '../seeing/finished.js';
import { AppError, type ErrorCode } from '../shared/errors/app-error.js';
import { translated } from '../shared/errors/database-error.js';
import { languageOf, type Message } from '../shared/errors/messages.js';
import { inLanguage } from './language.js';
import { INTERNAL, isPassing, masked } from './masking.js';
import { RETRY_SECONDS, TELLING } from './status.plugin.js';

/** The HTTP status of what a client is told, where GraphQL does not answer with 200. */
export const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  CONFLICT: 409,
  RULE_BROKEN: 422,
  LIMIT_EXCEEDED: 413,
  SERVICE_UNAVAILABLE: 503,
};

/** What goes wrong before GraphQL sees a request is answered as GraphQL's errors are, so that a client reads one form only. */
export function answerHttpErrors(app: FastifyInstance, bodyBytes: number): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { host, 'content-encoding': encoding = 'identity' } = request.raw.headers;
    if (host === undefined && request.raw.httpVersion === '1.1') refuseAddress(null, request, reply);
    else if (encoding !== 'identity') refuse(request, reply, 415, { code: 'BAD_REQUEST', messages: COMPRESSED });
    else done();
  });
  app.server.on('checkExpectation', (_request, response: ServerResponse) => answerExpectation(response));
  app.setNotFoundHandler((request, reply) => refuse(request, reply, 404, { code: 'NOT_FOUND', messages: NO_SUCH_ADDRESS }));
  app.setErrorHandler((error: FastifyError | AppError, request, reply) => {
    logCause(error, request);
    const told = error instanceof AppError ? error : translated(error);
    if (told !== null && isPassing(told)) return refuse(request, reply.header('retry-after', RETRY_SECONDS), 503, told.extensions);
    if (told !== null) return refuse(request, reply, HTTP_STATUS[told.extensions.code as ErrorCode], told.extensions);
    const status = (error as FastifyError).statusCode ?? 500;
    // Fastify would have the connection closed (slow-requests.ts).
    if (status === 413) return refuse(request, reply.removeHeader('connection'), 413, tooLarge(bodyBytes, request));
    if (status < 500) return refuse(request, reply, status, { code: 'BAD_REQUEST', messages: MALFORMED });
    request.log.error({ err: error, errorId: request.id }, 'masked error');
    return refuse(request, reply, 500, { ...INTERNAL.extensions, errorId: request.id });
  });
}

/** Of what another service refused to do, such as an identity provider, a client is told no more than that; operators see why. */
export function logCause(error: unknown, { log }: FastifyRequest): void {
  if (error instanceof AppError && error.cause !== undefined) log.warn({ err: error.cause }, 'something that the platform leans on does not answer');
}

/** An address that cannot be read at all. */
export function refuseAddress(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  refuse(request, reply, 400, { code: 'BAD_REQUEST', messages: NO_ADDRESS });
}

/** Nothing is expected of this server but that it goes on, which Node says itself. */
function answerExpectation(response: ServerResponse): void {
  const body = JSON.stringify({ errors: [{ message: NO_EXPECTATION[languageOf(undefined)], extensions: { code: 'BAD_REQUEST' } }] });
  response.writeHead(417, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) }).end(body);
}

/** The client takes none of the forms that answers have. */
export function refuseForm(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return refuse(request, reply, 406, { code: 'BAD_REQUEST', messages: NO_FORM });
}

/** Answers 503: the program is about to end, and the client should ask again. */
export function refuseWhileClosing(request: FastifyRequest, reply: FastifyReply): void {
  refuse(request, reply.header('retry-after', RETRY_SECONDS), 503, { code: 'SERVICE_UNAVAILABLE', messages: CLOSING });
}

/** What a request of GraphQL is refused with, by its caller. */
export interface Refused {
  readonly status: number;
  readonly errors: readonly GraphQLError[];
  readonly viewer: Pick<Viewer, 'role' | 'accountId'>;
}

/** Answers a request of GraphQL that nothing is run for. */
export function refuseWith(request: FastifyRequest, reply: FastifyReply, { status, errors, viewer: { role, accountId } }: Refused): FastifyReply {
  const { accept, 'accept-language': acceptLanguage } = request.headers;
  const nothing = { operation: undefined, operationName: undefined, document: undefined };
  request.running?.finish({ ...nothing, role, accountId, errorCodes: codesOf(errors) });
  const seconds = errors[0]?.extensions.retryAfterSeconds;
  if (seconds !== undefined) reply.header('retry-after', String(seconds));
  if (accept?.includes(TELLING)) reply.type(`${TELLING}; charset=utf-8`);
  return reply.code(status).send({ errors: errors.map((error) => inLanguage(masked(error.toJSON(), error), languageOf(acceptLanguage))) });
}

/** Answers with an error in the one form that there is. */
export function refuse(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  status: number,
  extensions: { readonly code?: unknown; readonly messages?: unknown } & Record<string, unknown>,
): FastifyReply {
  const { messages } = extensions as { messages: Message };
  return reply.code(status).send({ errors: [inLanguage({ message: messages.en, extensions }, languageOf(headers['accept-language']))] });
}

function tooLarge(bodyBytes: number, { headers }: FastifyRequest): Record<string, unknown> {
  const declared = Number(headers['content-length']);
  const actual = Number.isFinite(declared) ? declared : null;
  const error: AppError = limitExceeded('bodyBytes', bodyBytes, actual, { zh: '请求正文的字节数', en: 'bytes in the body of the request' });
  return { ...error.extensions };
}

const NO_SUCH_ADDRESS: Message = {
  zh: '没有这个地址。接口在 /graphql，浏览器中的查询工具在 /explorer。',
  en: 'There is nothing at this address. The API is at /graphql, the explorer at /explorer.',
};

const NO_ADDRESS: Message = { zh: '地址有误，无法识别。', en: 'The address cannot be read.' };

const NO_EXPECTATION: Message = { zh: '请求头 Expect 的要求无法满足。', en: 'What the header Expect asks for cannot be done.' };

const NO_FORM: Message = {
  zh: '请求头 Accept 不接受本接口的任何格式；请使用 application/json 或 application/graphql-response+json。',
  en: 'The header Accept takes none of the forms of this API; use application/json or application/graphql-response+json.',
};

const COMPRESSED: Message = {
  zh: '不接受压缩的请求正文；请不带请求头 Content-Encoding 发送。',
  en: 'Compressed bodies are not taken; send it without the header Content-Encoding.',
};

const MALFORMED: Message = {
  zh: '请求有误：正文须为 JSON，并带请求头 Content-Type: application/json。',
  en: 'The request is malformed: the body must be JSON, sent with the header Content-Type: application/json.',
};

const CLOSING: Message = { zh: '服务正在停止，请稍后重试。', en: 'The service is stopping; please try again shortly.' };
