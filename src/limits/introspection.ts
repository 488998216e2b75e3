import type { FieldNode } from 'graphql';

/** A question about the schema and not the data. Its nesting is bounded by GraphQL's own rule, its length by the tokens. */
export function isIntrospection({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}
