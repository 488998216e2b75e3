import { defaultFieldResolver, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql';
import { contextAt } from '../reading/as-of.js';
import type { Row } from '../reading/reader.js';
import { relationKey } from '../reading/relation-key.js';
import type { ImpactFilter } from './impact.input.js';
import type { ImpactContext } from './impact-context.js';
import { ANCHOR_OF } from './impact-of.resolver.js';
import { type Scope, scopeOf } from './scope.js';
import { named, type TotalArguments } from './total.js';

/**
 * Lists have an impact in every row. What the row's own statement brought of its answers, or one statement for all rows of the list, is
 * handed on without a promise; for the rest the resolvers ask.
 */
export function wireImpact(schema: GraphQLSchema): void {
  for (const [type, anchorOf] of Object.entries(ANCHOR_OF)) {
    const { impact } = fieldsOf(schema, type);
    if (!impact) throw new Error(`${type} has no impact`);
    impact.resolve = (row: unknown, { filter }, context: ImpactContext, info): Scope | Promise<Scope> => {
      const scope = scopeOf(filter as ImpactFilter | null | undefined, anchorOf(row as Row));
      const brought = (row as Row)[relationKey(String(info.path.key))] as Scope['brought'];
      return brought ? { ...scope, brought } : contextAt(context, info).impactAnswers.bring(scope, info);
    };
  }
  for (const field of Object.values(fieldsOf(schema, 'Impact'))) {
    const ask = field.resolve ?? defaultFieldResolver;
    field.resolve = (scope, args, context, info) => {
      const brought = (scope as Scope).brought?.[info.path.key];
      if (brought === undefined) return ask(scope, args, context, info);
      return field.name === 'total' ? { ...named(args as unknown as TotalArguments), ...(brought as object) } : brought;
    };
  }
}

function fieldsOf(schema: GraphQLSchema, type: string): Readonly<Record<string, GraphQLField<unknown, ImpactContext>>> {
  const found = schema.getType(type);
  return isObjectType(found) ? found.getFields() : {};
}
