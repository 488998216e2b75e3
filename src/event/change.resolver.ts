import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Resolver, Root, Subscription } from 'type-graphql';
import { HistoryEntry } from '../history/history-entry.entity.js';
import { Node } from '../reading/node.js';
import type { Row } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { findShape, getShape, shapeOf } from '../reading/shape.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { Change, WaitingChange, WaitingStep } from './change.type.js';
import type { Told } from './feed.js';
import { changesOf, waitingOf } from './topics.js';

const AFTER =
  'The `position` of the last event that the client has got: what has happened since comes first, each once. Without it what happens from now on comes.';

@Resolver()
export class EventResolver {
  @Subscription(() => Change, {
    subscribe: ({ args, context }) => changesOf(args as never, context),
    description:
      'Tells each change of a row that the viewer sees, with the row as it is then. Who has a hand in the row is told all of it; who merely sees it, when the row reads otherwise in what is selected of it. It ends when the viewer does not see the row any more. Errors: BAD_USER_INPUT, NOT_FOUND.',
  })
  changed(
    @Arg('id', () => ID, { description: 'The id of anything that has a history, such as a contribution or a project.' }) _id: string,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after: string | null,
    @Root() told: Told,
  ): Told {
    return told;
  }

  @Subscription(() => WaitingChange, {
    subscribe: ({ args, context }) => waitingOf(args as never, context),
    description:
      'Tells when something begins to wait for the organisation that the viewer acts for, or waits no more; see `waiting`. Errors: UNAUTHENTICATED, BAD_USER_INPUT.',
  })
  waitingChanged(@Arg('after', () => String, { nullable: true, description: AFTER }) _after: string | null, @Root() told: Told): Told {
    return told;
  }
}

async function nodeOf({ type, key, read }: Told, reader: ReadingContext['reader'], info: GraphQLResolveInfo): Promise<Row | null> {
  const row = findShape(type)?.columns.id === undefined ? null : await reader.byId(info, getShape(type), key);
  read.push(JSON.stringify(row));
  return row === null ? null : { ...row, __typename: type };
}

@Resolver(() => Change)
export class ChangeResolver {
  @FieldResolver(() => Node, { nullable: true })
  async node(@Root() told: Told, @Ctx() { reader }: ReadingContext, @Info() info: GraphQLResolveInfo): Promise<Row | null> {
    return nodeOf(told, reader, info);
  }

  @FieldResolver(() => String, { nullable: true })
  change(@Root() { sight, kind }: Told): string | null {
    return sight === 'WHOLE' ? kind : null;
  }

  @FieldResolver(() => HistoryEntry, { nullable: true })
  async historyEntry(@Root() { sight, entryId }: Told, @Ctx() { reader }: ReadingContext, @Info() info: GraphQLResolveInfo): Promise<Row | null> {
    return sight === 'WHOLE' && entryId !== null ? reader.byId(info, shapeOf(HistoryEntry), entryId) : null;
  }
}

@Resolver(() => WaitingChange)
export class WaitingChangeResolver {
  @FieldResolver(() => WaitingStep)
  change(@Root() { kind }: Told): WaitingStep {
    return kind === 'waitingAdded' ? WaitingStep.ADDED : WaitingStep.DONE;
  }

  @FieldResolver(() => String)
  kind(@Root() { waitingKind }: Told): string | null {
    return waitingKind;
  }

  @FieldResolver(() => WaitingItem, { nullable: true })
  async item(@Root() { itemId }: Told, @Ctx() { reader }: ReadingContext, @Info() info: GraphQLResolveInfo): Promise<Row | null> {
    return itemId === null ? null : reader.byId(info, shapeOf(WaitingItem), itemId);
  }

  @FieldResolver(() => Node, { nullable: true })
  async node(@Root() told: Told, @Ctx() { reader }: ReadingContext, @Info() info: GraphQLResolveInfo): Promise<Row | null> {
    return nodeOf(told, reader, info);
  }
}
