import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Place } from '../place/place.entity.js';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { AuditSample } from './audit-sample.entity.js';

@ObjectType({ implements: Node, description: 'A visit 实地核查 to look at rows of a sample.' })
@Entity({ tableName: 'audit_visit' })
export class AuditVisit extends Node {
  @ManyToOne(() => AuditSample, { fieldName: 'sample_id' })
  sample!: AuditSample;

  @Field(() => LocalDate, { description: 'The day.' })
  @Property({ type: 'date' })
  visitedOn!: string;

  @Field(() => Place, { description: 'Where.' })
  @ManyToOne(() => Place, { fieldName: 'place_id' })
  place!: Place;

  @Field(() => String, { description: 'Who went.' })
  @Property({ type: 'text' })
  visitors!: string;

  @Field(() => String, { nullable: true, description: 'What was seen.' })
  @Property({ type: 'text', nullable: true })
  note!: string | null;

  @Property({ type: new BigIntType('string'), nullable: true })
  accountId!: string | null;

  @Field(() => String, { nullable: true, description: "The auditor's name; null in generated examples." })
  @Property({ type: 'text', nullable: true })
  accountName!: string | null;

  @Field(() => Boolean, { description: 'True for a generated example.' })
  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was recorded here.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;
}
