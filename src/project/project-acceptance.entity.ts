import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Place } from '../place/place.entity.js';
import { LocalDate } from '../shared/local-date.scalar.js';

@ObjectType({ description: 'A step of the acceptance 验收 of a completed project. It is never changed.' })
@Entity({ tableName: 'project_acceptance' })
export class ProjectAcceptance {
  @PrimaryKey({ type: new BigIntType('string') })
  id!: string;

  @Property({ type: new BigIntType('string') })
  projectId!: string;

  @Field(() => Int, { description: 'Which round: 1, and one more each time that completed work was sent back.' })
  @Property({ type: 'smallint' })
  round!: number;

  @Field(() => Int, { description: '1 is the first acceptance 初验, 2 the final one 终验.' })
  @Property({ type: 'smallint' })
  step!: number;

  @Field(() => Place, { nullable: true, description: 'The place that accepted; null where the programme office did.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'place_id' })
  place!: Place | null;

  @Field(() => LocalDate, { description: 'The day it was accepted on.' })
  @Property({ type: 'date' })
  acceptedOn!: string;

  @Field(() => String, { nullable: true, description: 'What was found.' })
  @Property({ type: 'text', nullable: true })
  note!: string | null;

  @Field(() => DateTimeResolver, { description: 'When it was recorded here.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;
}
