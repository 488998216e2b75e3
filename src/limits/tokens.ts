import type { GraphQLFormattedError } from 'graphql';
import type { AppError } from '../shared/errors/app-error.js';
import { limitExceeded } from './limit-exceeded.js';

/** The parser stops at the limit of tokens with a syntax error of its own, which says so in its message only. */
export function tokenLimitExceeded({ message }: GraphQLFormattedError): AppError | null {
  const limit = /contains more that (\d+) tokens/.exec(message)?.[1];
  return limit === undefined ? null : limitExceeded('tokens', Number(limit), null, { zh: '查询文档的词元数', en: 'tokens in the document' });
}
