import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Programme } from '../programme/programme.entity.js';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { Money } from '../shared/money/money.type.js';

@ObjectType({
  implements: Node,
  description: 'Money set aside 资金池 by partners before it reaches projects. What went in less what went out is its balance, never below zero.',
})
@Entity({ tableName: 'fund' })
export class Fund extends Node {
  @Field(() => Programme, { description: 'The programme it belongs to.' })
  @ManyToOne(() => Programme, { fieldName: 'programme' })
  programme!: Programme;

  @Field(() => String, { description: 'Chinese name.' })
  @Property({ type: 'text' })
  nameZh!: string;

  @Field(() => String, { nullable: true, description: 'English name.' })
  @Property({ type: 'text', nullable: true })
  nameEn!: string | null;

  @Field(() => Partner, { nullable: true, description: 'The partner that holds it and passes its money on; null where a place does.' })
  @ManyToOne(() => Partner, { nullable: true, fieldName: 'partner_id' })
  partner!: Partner | null;

  @Field(() => Place, { nullable: true, description: 'The place that holds it, or that it is set aside for.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'place_id' })
  place!: Place | null;

  @Field(() => LocalDate, { description: 'The day it was opened.' })
  @Property({ type: 'date' })
  openedOn!: string;

  @Field(() => Money, { description: 'Accepted cash that went in less accepted cash that went out.' })
  @Property({ type: new BigIntType('string'), fieldName: 'accepted_balance_fen', persist: false })
  balance!: string;

  @Field(() => Money, {
    nullable: true,
    description:
      'What can still be passed on: cash in less cash out with what is submitted and not yet accepted. Null for viewers who do not see such rows.',
  })
  available!: string | null;

  @Field(() => Boolean, { description: 'True for a generated example.' })
  @Property({ type: 'boolean', default: false })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was recorded here.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;
}
