import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { contextAt } from './reading/as-of.js';
import type { ReadingContext } from './reading/reading-context.js';

type Resolve = GraphQLFieldResolver<unknown, unknown>;
type Metadata = ReturnType<typeof getMetadataStorage>;
type Handler = Metadata['queries'][number] | Metadata['fieldResolvers'][number];
type Parameter = NonNullable<Handler['params']>[number];
type Method = (...values: unknown[]) => unknown;

/**
 * Calls the methods of the resolver classes with what execution has, where TypeGraphQL would first make an instance of each argument in
 * a promise of its own. The methods take arguments as plain data, which execution has checked.
 */
export function usePlainResolvers(schema: GraphQLSchema): void {
  const { queries, mutations, subscriptions, fieldResolvers } = getMetadataStorage();
  const instances = new Map<unknown, object>();
  const set = (type: string | undefined, handler: Handler) => {
    const found = schema.getType(type ?? '');
    const field = isObjectType(found) ? found.getFields()[handler.schemaName] : undefined;
    if (field) field.resolve = plain(handler, instances);
  };
  for (const query of queries) set(schema.getQueryType()?.name, query);
  for (const mutation of mutations) set(schema.getMutationType()?.name, mutation);
  for (const subscription of subscriptions) set(schema.getSubscriptionType()?.name, subscription);
  for (const resolver of fieldResolvers) set((resolver.getObjectType?.() as { name: string } | undefined)?.name, resolver);
}

function plain({ target, methodName, params = [], middlewares = [] }: Handler, instances: Map<unknown, object>): Resolve {
  if (middlewares.length > 0) throw new Error(`${methodName} has a middleware, which a plain resolver does not know`);
  const instance = instances.get(target) ?? (new (target as new () => object)() as object);
  instances.set(target, instance);
  const method = (instance as Record<string, Method>)[methodName] as Method;
  const values = [...params].sort((a, b) => a.index - b.index).map(takenFor);
  return (root, args, context, info) => method.apply(instance, values.map((value) => value(root, args, context, info)) as unknown[]);
}

function takenFor(parameter: Parameter): Resolve {
  switch (parameter.kind) {
    case 'arg':
      return (_root, args) => args[parameter.name];
    case 'args':
      return (_root, args) => args;
    case 'root':
      return (root) => root;
    case 'context':
      return (_root, _args, context, info) => contextAt(context as ReadingContext, info);
    case 'info':
      return (_root, _args, _context, info) => info;
    default:
      throw new Error(`A plain resolver does not know a parameter of the kind ${parameter.kind}`);
  }
}
