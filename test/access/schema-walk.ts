import { type GraphQLSchema, getNamedType, isInterfaceType, isObjectType } from 'graphql';
import { findShape, isReadByShape } from '../../src/reading/shape.js';

/** Types that stand around rows or are made of arguments alone: pages, payloads, and the roots. */
const AROUND_ROWS = /(Connection|Edge|Payload)$|^(Query|Mutation|Subscription|PageInfo|Money|Viewer)$/;

/** What subscriptions tell: test/event asks for it. */
const TOLD = /^(Waiting)?Change$/;

function objectTypes(schema: GraphQLSchema) {
  return Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'));
}

/** What each type that is read from the database declares about who sees its rows; null where it is computed from others. */
export function declaredVisibility(schema: GraphQLSchema): Record<string, string | null> {
  const types = objectTypes(schema).filter(({ name }) => !AROUND_ROWS.test(name));
  return Object.fromEntries(types.map(({ name }) => [name, findShape(name)?.visibility.policy ?? null]));
}

/** The types that neither declare who sees them nor are among those that are stated to need no declaration. */
export function undeclaredTypes(schema: GraphQLSchema, stated: readonly string[]): string[] {
  return objectTypes(schema)
    .map(({ name }) => name)
    .filter((name) => !AROUND_ROWS.test(name) && !isReadByShape(name) && !stated.includes(name));
}

/** Every field that gives a type which partners own, alone, in a list, as a page, or by its interface: `Place.projects`. */
export function fieldsOfOwnedTypes(schema: GraphQLSchema): string[] {
  const isOwned = (name: string) => findShape(name.replace(/Connection$/, ''))?.visibility.policy === 'PARTNER_OWNED';
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .filter(({ name }) => !/(Connection|Edge)$/.test(name) && !TOLD.test(name))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => {
          const given = getNamedType(field.type);
          return isInterfaceType(given) ? schema.getPossibleTypes(given).some(({ name }) => isOwned(name)) : isOwned(given.name);
        })
        .map((field) => `${type.name}.${field.name}`),
    )
    .sort();
}

/** Whether a field is what a write answers with: `LogContributionPayload.contribution`, also item by item. */
export function isOfPayload(field: string): boolean {
  return /(Payload|Outcome)\./.test(field);
}
