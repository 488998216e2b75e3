import type { ValidationRule } from 'graphql';
import type { AppError } from '../shared/errors/app-error.js';
import { limitExceeded } from './limit-exceeded.js';

/** Refuses a document with a list literal of more items. */
export function listsRule(most: number): ValidationRule {
  return (context) => ({
    ListValue: ({ values: { length } }) => {
      if (length > most) context.reportError(listTooLong(most, length));
    },
  });
}

/** The same for the lists in variables, at whatever depth: an error, or null where all are short enough. */
export function longListIn(variables: unknown, most: number): AppError | null {
  const longest = longestIn(variables);
  return longest > most ? listTooLong(most, longest) : null;
}

function longestIn(variables: unknown): number {
  let longest = 0;
  // Variables may be nested deeper than calls can be.
  const open = [variables];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) longest = Math.max(longest, value.length);
    for (const inner of Object.values(value)) open.push(inner);
  }
  return longest;
}

function listTooLong(most: number, length: number): AppError {
  return limitExceeded('listItems', most, length, { zh: '一个列表的项数', en: 'items of a list' });
}
