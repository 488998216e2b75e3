import { type GraphQLField, type GraphQLResolveInfo, type GraphQLSchema, getNamedType, isInputType } from 'graphql';
import { AS_OF, PRESENT_ONLY } from './kept.js';
import type { ReadingContext } from './reading-context.js';

/** Gives a field of the root the argument, unless what it reads is kept in no past; says whether it has it. */
export function takeAsOf(field: GraphQLField<unknown, unknown>, schema: GraphQLSchema): boolean {
  const type = getNamedType(field.type).name.replace(/Connection$/, '');
  if (PRESENT_ONLY[type] !== undefined) return false;
  const instant = schema.getType('DateTime');
  if (!isInputType(instant)) throw new Error('The schema has no DateTime');
  (field.args as GraphQLField<unknown, unknown>['args'][number][]).push({
    name: AS_OF,
    type: instant,
    description:
      'Answers as it would have been answered at this instant, to the fen, for everything below the field; the present when left out. Whose business a row is, is judged as of now: a right that was lost is not had again by looking back, and nothing can be done to what was, so all `viewerCan…` are false. In the future: BAD_USER_INPUT. Within the last seconds, while what was being written then has not come to its end: CONFLICT, to be tried again.',
    defaultValue: undefined,
    deprecationReason: undefined,
    extensions: {},
    astNode: undefined,
  });
  return true;
}

/** The contexts of a request's fields that look back, by the response keys of these fields. */
const pasts = new WeakMap<ReadingContext, Map<string | number, ReadingContext>>();

/** Lets the field, and everything below it, be read as of the instant. */
export function lookBack(context: ReadingContext, { path }: GraphQLResolveInfo, instant: Date): void {
  const byField = pasts.get(context) ?? new Map<string | number, ReadingContext>();
  pasts.set(context, byField);
  byField.set(path.key, context.asOf(instant));
}

/** What a request carries at a field: that of the instant which the field at its root looks back to. */
export function contextAt<Context extends ReadingContext>(context: Context, { path }: GraphQLResolveInfo): Context {
  const byField = pasts.get(context);
  if (byField === undefined) return context;
  let root = path;
  while (root.prev !== undefined) root = root.prev;
  return (byField.get(root.key) ?? context) as Context;
}
