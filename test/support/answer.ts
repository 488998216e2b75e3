import type { ExecutionResult, GraphQLError } from 'graphql';

/** What an operation answered. Data is as loose as JSON: the tests say what they expect of it. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: an answer has whatever the operation selected
  readonly data: any;
  readonly errors: readonly GraphQLError[];
}

export function answerOf({ data, errors }: ExecutionResult): Answer {
  return { data, errors: errors ?? [] };
}

/** The code of the first error; null when all went well, and the error's own text when a client would not see it. */
export function codeOf({ errors }: Answer): string | null {
  const [error] = errors;
  if (!error) return null;
  return typeof error.extensions.code === 'string' ? error.extensions.code : `UNEXPECTED ${error.message}`;
}

/** The codes of the rules that were broken, in alphabetical order, or the code of another error. */
export function brokenRules(answer: Answer): string[] {
  const rules = answer.errors[0]?.extensions.rules as readonly { code: string }[] | undefined;
  return rules ? [...new Set(rules.map(({ code }) => code))].sort() : [codeOf(answer) ?? 'NONE'];
}

/** The reason that an error gives beside its code. */
export function reasonOf({ errors }: Answer): unknown {
  return errors[0]?.extensions.reason;
}

/** The data of an operation that must have gone well. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export function dataOf(answer: Answer): any {
  if (answer.errors.length > 0) throw new Error(`Expected an answer, got ${JSON.stringify(answer.errors)} ${codeOf(answer)}`);
  return answer.data;
}
