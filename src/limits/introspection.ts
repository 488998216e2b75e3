import { BREAK, type DocumentNode, type FieldNode, visit } from 'graphql';

/** A question about the schema and not the data. Its nesting is bounded by GraphQL's own rule, its length by the tokens. */
export function isIntrospection({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}

/** Whether an operation of the document may ask for the schema. */
export function asksForSchema(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field(node) {
      found = isIntrospection(node);
      return found ? BREAK : undefined;
    },
  });
  return found;
}
