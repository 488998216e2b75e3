import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { limitExceeded } from '../limits/limit-exceeded.js';
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
  return inLanguage(limitExceeded('errors', most, errors, { zh: '一次应答中的错误数', en: 'errors in an answer' }).toJSON(), language);
}
