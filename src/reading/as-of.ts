import { type GraphQLField, type GraphQLResolveInfo, type GraphQLSchema, getNamedType, isInputType } from 'graphql';
import { badInput } from '../shared/errors/app-error.js';
import type { ReadingContext } from './reading-context.js';

/** The argument by which a field at the root, with everything below it, is answered as it would have been at an instant. */
export const AS_OF = 'asOf';

/** The types that are read as they are now and no otherwise, with the reason. What was of them is kept nowhere, or is told by themselves. */
export const PRESENT_ONLY: Readonly<Record<string, string>> = {
  Viewer: 'Who asks, and what they may do, is always a matter of now.',
  HistoryEntry: 'The history itself: each entry says when it was written, and none ever changes.',
  Account: 'Who may sign in. What is secret of it is kept in no past.',
  Membership: 'Who may act for whom, which is judged by now; it says itself from when to when it was.',
  AccessToken: 'A key of now.',
  Invitation: 'A key of now.',
  WaitingItem: 'What is to be done now. The rows that it leads to are kept.',
  Webhook: 'Where messages are sent now.',
  WebhookDelivery: 'A message under way, forgotten some time after it was delivered.',
  WebhookAttempt: 'A try to deliver it.',
};

/** Refuses to answer with what is now for what was. */
export function assertKept(type: string): void {
  if (PRESENT_ONLY[type] === undefined) return;
  throw badInput([AS_OF], 'NOT_KEPT_AS_OF', {
    zh: `${type} 不保存历史状态，不能在 asOf 下查询；请在不带 asOf 的字段中查询。`,
    en: `What ${type} was is not kept, so it cannot be asked for below asOf; ask for it in a field without.`,
  });
}

/** Whether a field says what the viewer may do now. To what was, nothing can be done. */
export function isOfNow(fieldName: string): boolean {
  return fieldName.startsWith('viewerCan');
}

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
