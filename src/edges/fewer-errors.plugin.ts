import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { AppError } from '../shared/errors/app-error.js';
import type { Language } from '../shared/errors/messages.js';
import { inLanguage } from './language.js';
import type { ServerContext } from './server-context.js';

/** Leaves no more errors in an answer than this; the last to look at it. */
export function fewerErrorsPlugin(most: number): ApolloServerPlugin<ServerContext> {
  return {
    requestDidStart: async ({ contextValue: { language } }) => ({
      willSendResponse: async ({ response: { body } }) => {
        if (body.kind !== 'single') return;
        const { errors } = body.singleResult;
        if (errors && errors.length > most) body.singleResult.errors = [...errors.slice(0, most), moreErrors(most, errors.length, language)];
      },
    }),
  };
}

/** What stands in the place of the errors that are not told. */
export function moreErrors(most: number, errors: number, language: Language): GraphQLFormattedError {
  const unlisted = errors - most;
  const messages = {
    zh: `还有 ${unlisted} 个错误没有列出：一次应答最多列出 ${most} 个。请求是否已经执行，以列出的错误和数据为准。`,
    en: `${unlisted} more errors are not listed: an answer lists ${most} at most. Whether the request was run is said by those that are, and by the data.`,
  };
  return inLanguage(new AppError('LIMIT_EXCEEDED', messages, { limit: 'errors', allowed: most, actual: errors }).toJSON(), language);
}
