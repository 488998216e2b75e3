import type { Duplex } from 'node:stream';
import { type Language, languageOf, type Message } from '../shared/errors/messages.js';

interface Raw {
  readonly title: string;
  readonly code: string;
  readonly messages: Message;
}

const RAW = {
  400: { title: 'Bad Request', code: 'BAD_REQUEST', messages: { zh: '这不是有效的 HTTP 请求。', en: 'This is no valid HTTP request.' } },
  404: {
    title: 'Not Found',
    code: 'NOT_FOUND',
    messages: { zh: '没有这个地址。订阅在 /graphql。', en: 'There is nothing at this address. Subscriptions are at /graphql.' },
  },
  408: {
    title: 'Request Timeout',
    code: 'BAD_REQUEST',
    messages: { zh: '请求没有在时限内发送完，连接已关闭。', en: 'The request did not come in whole in time, and the connection is closed.' },
  },
  413: {
    title: 'Content Too Large',
    code: 'LIMIT_EXCEEDED',
    messages: { zh: '请求正文的分块附加信息过长。', en: 'The extensions of the chunks of the body are too long.' },
  },
  429: {
    title: 'Too Many Requests',
    code: 'LIMIT_EXCEEDED',
    messages: {
      zh: '同一调用者的订阅连接过多，请先关闭其他连接。',
      en: 'The caller has too many sockets for subscriptions; please close others first.',
    },
  },
  431: {
    title: 'Request Header Fields Too Large',
    code: 'LIMIT_EXCEEDED',
    messages: { zh: '请求头过长。', en: 'The headers of the request are too long.' },
  },
  503: {
    title: 'Service Unavailable',
    code: 'SERVICE_UNAVAILABLE',
    messages: { zh: '服务暂时不接受新的连接，请稍后重试。', en: 'The service takes no new connections at the moment; please try again shortly.' },
  },
} as const satisfies Record<number, Raw>;

/** Answers on a connection without a request that could be answered in the usual way, in the form that all errors have, and closes it. */
export function answerRaw(
  stream: Duplex,
  status: keyof typeof RAW,
  language: Language = languageOf(undefined),
  /** Which limit it is, and what that is. */
  about: Readonly<Record<string, unknown>> = {},
): void {
  if (!stream.writable) {
    stream.destroy();
    return;
  }
  const { title, code, messages } = RAW[status];
  const body = JSON.stringify({ errors: [{ message: messages[language], extensions: { code, ...about } }] });
  const again = status === 503 ? 'retry-after: 1\r\n' : '';
  stream.end(
    `HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n${again}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** By which status what the parser of HTTP cannot take is refused; of all else 400. */
const STATUS_OF: Readonly<Record<string, keyof typeof RAW>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** For what comes over a connection and is no request. */
export function answerBrokenHttp(headerBytes: number): (error: NodeJS.ErrnoException, stream: Duplex) => void {
  return (error, stream) => {
    const status = STATUS_OF[error.code ?? ''] ?? 400;
    if (error.code === 'ECONNRESET') stream.destroy();
    else answerRaw(stream, status, undefined, status === 431 ? { limit: 'headerBytes', allowed: headerBytes, actual: null } : {});
  };
}
