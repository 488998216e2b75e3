import type { GraphQLFormattedError } from 'graphql';

interface Result {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly Pick<GraphQLFormattedError, 'extensions' | 'path'>[];
}

/**
 * How many look-ups of an operation have found nothing: fields at its root that gave null, or a list with null among its items, without an error
 * of another kind; and what was refused because it is not there. A list that is empty is an answer.
 */
export function missesIn({ data, errors = [] }: Result): number {
  const others = errors.filter(({ extensions }) => extensions?.code !== 'NOT_FOUND');
  if (!data) return errors.length - others.length;
  const failed = new Set(others.map(({ path }) => path?.[0]));
  return Object.entries(data).reduce((misses, [field, value]) => {
    if (Array.isArray(value)) return misses + value.filter((item) => item === null).length;
    return misses + (value === null && !failed.has(field) ? 1 : 0);
  }, 0);
}
