import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { HistoryEntry } from '../history/history-entry.entity.js';
import { Node } from '../reading/node.js';
import { WaitingItem, WaitingKind } from '../waiting/waiting.entity.js';

export const POSITION = 'Where it stands in the order of all that happens. Given as `after` it goes on behind this event.';

@ObjectType({ description: 'One change of a row, as it is told to who subscribes to the row 变更通知.' })
export class Change {
  @Field(() => Node, { nullable: true, description: 'The row as it is now for the viewer; null where it went out of sight at this moment.' })
  node!: unknown;

  @Field(() => String, {
    nullable: true,
    description: 'The mutation that made it, such as "acceptContribution"; null for who sees the row and has no hand in it.',
  })
  change!: string | null;

  @Field(() => DateTimeResolver, { description: 'When it was made.' })
  at!: string;

  @Field(() => HistoryEntry, { nullable: true, description: 'Its entry of the history; null for who sees none of the row.' })
  historyEntry!: unknown;

  @Field(() => String, { description: POSITION })
  position!: string;
}

export enum WaitingStep {
  ADDED = 'ADDED',
  DONE = 'DONE',
}

registerEnumType(WaitingStep, {
  name: 'WaitingStep',
  description: 'What became of a thing that waits.',
  valuesConfig: { ADDED: { description: 'It begins to wait.' }, DONE: { description: 'It waits no more.' } },
});

@ObjectType({ description: 'A thing that begins to wait for the own organisation, or waits no more 待办变化.' })
export class WaitingChange {
  @Field(() => WaitingStep, { description: 'Whether it begins to wait, or waits no more.' })
  change!: WaitingStep;

  @Field(() => WaitingKind, { description: 'What is, or was, to be done.' })
  kind!: WaitingKind;

  @Field(() => WaitingItem, { nullable: true, description: 'The item as it is now; null once it waits no more.' })
  item!: unknown;

  @Field(() => Node, { nullable: true, description: 'The row that it is about, as it is now; null where the viewer does not see it any more.' })
  node!: unknown;

  @Field(() => DateTimeResolver, { description: 'When it began to wait, or ceased to.' })
  at!: string;

  @Field(() => String, { description: POSITION })
  position!: string;
}
