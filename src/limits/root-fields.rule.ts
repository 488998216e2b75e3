import type { ValidationRule } from 'graphql';
import { fragmentsOf, SelectionFold } from './fragments.js';
import { limitExceeded } from './limit-exceeded.js';

/** Refuses an operation with more fields at its root: each is a statement or a write of its own. */
export function rootFieldsRule(most: number): ValidationRule {
  return (context) => {
    const count = new SelectionFold(
      fragmentsOf(context),
      () => 1,
      (figures) => figures.reduce((sum, figure) => sum + figure, 0),
    );
    return {
      OperationDefinition: ({ selectionSet }) => {
        const fields = count.of(selectionSet);
        if (fields > most) context.reportError(limitExceeded('rootFields', most, fields, { zh: '最外层字段个数', en: 'fields at the root' }));
      },
    };
  };
}
