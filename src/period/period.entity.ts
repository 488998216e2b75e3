import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Programme } from '../programme/programme.entity.js';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';

@ObjectType({
  implements: Node,
  description:
    'A reporting period 报告期 of a programme. What is dated in it belongs to it; periods of one programme never overlap. Once it is closed, its accepted rows and its figures stay as they are.',
})
@Entity({ tableName: 'reporting_period' })
export class ReportingPeriod extends Node {
  @Field(() => Programme, { description: 'The programme it belongs to.' })
  @ManyToOne(() => Programme, { fieldName: 'programme' })
  programme!: Programme;

  @Field(() => String, { description: 'Its code, once in a programme, such as "2019", "2019-H1" or "2019-Q3".' })
  @Property({ type: 'text' })
  code!: string;

  @Field(() => String, { description: 'Chinese name.' })
  @Property({ type: 'text' })
  nameZh!: string;

  @Field(() => String, { description: 'English name.' })
  @Property({ type: 'text' })
  nameEn!: string;

  @Field(() => LocalDate, { description: 'Its first day.' })
  @Property({ type: 'date' })
  startsOn!: string;

  @Field(() => LocalDate, { description: 'Its last day.' })
  @Property({ type: 'date' })
  endsOn!: string;

  @Field(() => LocalDate, { description: 'The last day for what is owed for it.' })
  @Property({ type: 'date' })
  dueOn!: string;

  @Field(() => Boolean, { description: 'Whether partners owe a report for it.' })
  @Property({ type: 'boolean' })
  reportsOwed!: boolean;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When it was closed; null while it is open.' })
  @Property({ type: 'timestamptz', nullable: true })
  closedAt!: string | null;

  @Property({ type: new BigIntType('string'), nullable: true })
  closedBy!: string | null;

  @Field(() => Int, {
    description: 'How often its figures have been fixed: 0 while it is open, 1 as it was closed, and one more with each consented correction.',
  })
  @Property({ type: 'integer' })
  version!: number;

  @Field(() => Boolean, { description: 'True for a generated example.' })
  @Property({ type: 'boolean', default: false })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was recorded here.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;
}
