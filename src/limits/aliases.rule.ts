import type { ValidationRule } from 'graphql';
import { limitExceeded } from './limit-exceeded.js';

/** Refuses a document with more aliases: each is another chance to ask the same thing again. */
export function aliasesRule(most: number): ValidationRule {
  return (context) => {
    let aliases = 0;
    return {
      Field: ({ alias }) => {
        if (alias) aliases += 1;
      },
      Document: {
        leave: () => {
          if (aliases > most) context.reportError(limitExceeded('aliases', most, aliases, { zh: '别名个数', en: 'aliases' }));
        },
      },
    };
  };
}
