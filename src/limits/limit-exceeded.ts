import { AppError } from '../shared/errors/app-error.js';
import type { Message } from '../shared/errors/messages.js';

/** A request that asks for too much: which limit, what it is, and what came. `actual` is null where counting stopped at the limit. */
export function limitExceeded(limit: string, allowed: number, actual: number | null, what: Message): AppError {
  return new AppError(
    'LIMIT_EXCEEDED',
    {
      zh: `请求超出限制：${what.zh}最多 ${allowed}${actual === null ? '' : `，收到 ${actual}`}。请拆成几次请求。`,
      en: `The request goes beyond a limit: ${what.en}, at most ${allowed}${actual === null ? '' : `, got ${actual}`}. Please split it into several requests.`,
    },
    { limit, allowed, actual },
  );
}
