import { AppError } from '../shared/errors/app-error.js';
import type { Message } from '../shared/errors/messages.js';

const SPLIT: Message = { zh: '请拆成几次请求。', en: 'Please split it into several requests.' };

/**
 * A request that asks for too much: which limit, what it is, what came, and what helps. `actual` is null where counting stopped at the limit.
 */
export function limitExceeded(limit: string, allowed: number, actual: number | null, what: Message, helps: Message = SPLIT): AppError {
  return new AppError(
    'LIMIT_EXCEEDED',
    {
      zh: `请求超出限制：${what.zh}最多 ${allowed}${actual === null ? '' : `，收到 ${actual}`}。${helps.zh}`,
      en: `The request goes beyond a limit: ${what.en}, at most ${allowed}${actual === null ? '' : `, got ${actual}`}. ${helps.en}`,
    },
    { limit, allowed, actual },
  );
}
