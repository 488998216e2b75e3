import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { MembershipRole } from '../account/membership.enums.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { Money } from '../shared/money/money.type.js';

@ObjectType({ description: 'How much of a thing the receiving side says that it got.' })
@Entity({ tableName: 'confirmation_line' })
export class ConfirmationLine {
  @PrimaryKey({ type: new BigIntType('string') })
  confirmationId!: string;

  @PrimaryKey({ type: 'smallint' })
  ordinal!: number;

  @Field(() => String, { description: 'What was received.' })
  @Property({ type: 'text' })
  item!: string;

  @Field(() => String, { description: 'How much, as an exact decimal with at most three decimals; zero where nothing came.' })
  @Property({ type: 'numeric' })
  quantity!: string;

  @Field(() => String, { description: 'The unit of the quantity.' })
  @Property({ type: 'text' })
  unit!: string;
}

@ObjectType({
  implements: Node,
  description:
    "The receiving side's own figure 确认 for a contribution. It is never changed; a new one takes its place. Seen by both sides, the programme office, auditors and administrators, and never by the public.",
})
@Entity({ tableName: 'confirmation' })
export class Confirmation extends Node {
  @Field(() => MembershipRole, { description: 'What the organisation that confirmed is.' })
  @Property({ type: 'text' })
  role!: MembershipRole;

  @Field(() => Partner, { nullable: true, description: 'The partner that confirmed; null where another kind of organisation did.' })
  @ManyToOne(() => Partner, { nullable: true, fieldName: 'partner_id' })
  partner!: Partner | null;

  @Field(() => Place, { nullable: true, description: 'The place that confirmed; null where another kind of organisation did.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'place_id' })
  place!: Place | null;

  @Field(() => String, { nullable: true, description: 'The name of the account that confirmed, as it was then; null in a generated example.' })
  @Property({ type: 'text', nullable: true })
  accountName!: string | null;

  @Field(() => Money, { nullable: true, description: 'The amount in cash that was received; null in kind.' })
  @Property({ type: new BigIntType('string'), nullable: true, fieldName: 'amount_fen' })
  amount!: string | null;

  @Field(() => LocalDate, { description: 'The day it was received, promised or bound, as the receiving side has it.' })
  @Property({ type: 'date' })
  confirmedOn!: string;

  @Field(() => String, { nullable: true, description: 'A remark of whoever confirmed.' })
  @Property({ type: 'text', nullable: true })
  note!: string | null;

  @Field(() => Boolean, { description: 'True for a generated example.' })
  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was recorded here.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;
}
