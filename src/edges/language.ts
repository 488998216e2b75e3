import type { GraphQLFormattedError } from 'graphql';
import type { Language, Message } from '../shared/errors/messages.js';

/** An error as a client in this language reads it. A broken rule keeps both sentences beside the one, for forms in either language. */
export function inLanguage({ message, extensions, ...error }: GraphQLFormattedError, language: Language): GraphQLFormattedError {
  const { messages, rules, ...rest } = (extensions ?? {}) as { messages?: Message; rules?: readonly { messages: Message }[] };
  return {
    ...error,
    message: messages?.[language] ?? message,
    extensions: {
      ...rest,
      ...(rules && { rules: rules.map((rule) => ({ ...rule, message: rule.messages[language] })) }),
    },
  };
}
