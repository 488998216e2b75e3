import { GraphQLError } from 'graphql';
import type { Message } from './messages.js';

/** The closed set of what can go wrong for a client; beside it stand only GraphQL's own parse and validation codes. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'RULE_BROKEN'
  | 'LIMIT_EXCEEDED'
  | 'SERVICE_UNAVAILABLE';

/** One rule that a write would break: which field, and why, in both languages. */
export interface BrokenRule {
  readonly code: string;
  /** Where in the mutation's input, outermost first. Empty when no single field is at fault. */
  readonly path: readonly string[];
  readonly messages: Message;
}

/** Adds a rule that a write would break. */
export function addBroken(broken: BrokenRule[], code: string, path: readonly string[], messages: Message): void {
  broken.push({ code, path, messages });
}

/** An error that a client may read in full. The sentence it sees is chosen by its language when the answer leaves. */
export class AppError extends GraphQLError {
  constructor(code: ErrorCode, messages: Message, details: Readonly<Record<string, unknown>> = {}) {
    super(messages.en, { extensions: { code, messages, ...details } });
  }
}

/** Every broken rule at once, so that a form can show all of them. */
export function rulesBroken(rules: readonly BrokenRule[]): AppError {
  const list = (language: 'zh' | 'en', separator: string) => rules.map((rule) => rule.messages[language]).join(separator);
  return new AppError('RULE_BROKEN', { zh: list('zh', ''), en: list('en', ' ') }, { rules });
}

export function badInput(path: readonly string[], reason: string, messages: Message): AppError {
  return new AppError('BAD_USER_INPUT', messages, { reason, path });
}

/** Absent and not allowed to see are one answer. */
export function notFound(what: Message, value: string): AppError {
  return new AppError('NOT_FOUND', {
    zh: `没有找到${what.zh}“${value}”，或您无权查看。`,
    en: `There is no ${what.en} "${value}", or you may not see it.`,
  });
}
