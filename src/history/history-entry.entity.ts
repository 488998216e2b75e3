import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../reading/node.js';

@ObjectType({ description: 'One field that was changed 变更. A list or an object stands as its JSON.' })
export class HistoryChange {
  @Field(() => String, { description: 'The field, as the mutation or the type names it.' })
  field!: string;

  @Field(() => String, { nullable: true, description: 'What it was; null where it was nothing, as of all that is created.' })
  old!: string | null;

  @Field(() => String, { nullable: true, description: 'What it is since; null where it is nothing.' })
  new!: string | null;
}

@ObjectType({
  implements: Node,
  description:
    'One change of one row 变更记录, kept for ever as it was written. Seen by whoever sees the row and has a hand in it: whom it belongs to or concerns, the organisation that made the change, the programme office, auditors and administrators.',
})
@Entity({ tableName: 'history_entry' })
export class HistoryEntry extends Node {
  @Field(() => DateTimeResolver, { description: 'When it was made.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;

  @Field(() => String, { description: 'The mutation that made it, such as "acceptContribution".' })
  @Property({ type: 'text' })
  action!: string;

  @Field(() => [HistoryChange], { description: 'The fields that it changed, from what to what, by name.' })
  changes!: HistoryChange[];

  @Field(() => String, { nullable: true, description: 'Why, where the mutation takes a reason.' })
  @Property({ type: 'text', nullable: true })
  reason!: string | null;

  @Field(() => String, { description: 'The request that it came with, as it stands in the log.' })
  @Property({ type: 'text' })
  requestId!: string;

  @Field(() => Int, { nullable: true, description: 'Its place in the chain, from 1; null for the second or so until it is sealed.' })
  position!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The hash (SHA-256, in hex) of the chain up to it, which an export has too; null until it is sealed.',
  })
  hash!: string | null;
}
