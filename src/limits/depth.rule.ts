import type { ValidationRule } from 'graphql';
import { fragmentsOf, SelectionFold } from './fragments.js';
import { isIntrospection } from './introspection.js';
import { limitExceeded } from './limit-exceeded.js';

/** Refuses an operation whose fields are nested in more levels. */
export function depthRule(most: number): ValidationRule {
  return (context) => {
    const levels = new SelectionFold(
      fragmentsOf(context),
      (node, below) => (isIntrospection(node) ? 0 : 1 + below),
      (figures) => Math.max(0, ...figures),
    );
    return {
      OperationDefinition: ({ selectionSet }) => {
        const depth = levels.of(selectionSet);
        if (depth > most) context.reportError(limitExceeded('depth', most, depth, { zh: '字段嵌套层数', en: 'levels of nested fields' }));
      },
    };
  };
}
