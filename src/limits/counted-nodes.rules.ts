import type { ASTVisitor, ValidationRule } from 'graphql';
import type { Message } from '../shared/errors/messages.js';
import { limitExceeded } from './limit-exceeded.js';

/** Each alias is another chance to ask the same thing again. */
export const aliasesRule = (most: number): ValidationRule =>
  counting('aliases', most, { zh: '别名个数', en: 'aliases' }, (one) => ({ Field: ({ alias }) => alias && one() }));

export const directivesRule = (most: number): ValidationRule =>
  counting('directives', most, { zh: '指令个数', en: 'directives' }, (one) => ({ Directive: () => one() }));

export const fragmentsRule = (most: number): ValidationRule =>
  counting('fragments', most, { zh: '片段个数', en: 'fragments' }, (one) => ({ FragmentDefinition: () => one() }));

export const operationsRule = (most: number): ValidationRule =>
  counting('operations', most, { zh: '操作个数', en: 'operations' }, (one) => ({ OperationDefinition: () => one() }));

/** Refuses a document with more nodes than this for which the visitor calls `one`. */
function counting(limit: string, most: number, what: Message, visitor: (one: () => undefined) => ASTVisitor): ValidationRule {
  return (context) => {
    let count = 0;
    const one = () => {
      count += 1;
      return undefined;
    };
    return {
      ...visitor(one),
      Document: {
        leave: () => {
          if (count > most) context.reportError(limitExceeded(limit, most, count, what));
        },
      },
    };
  };
}
