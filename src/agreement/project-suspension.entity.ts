import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Agreement } from './agreement.entity.js';

@ObjectType({ description: 'What holds or held a project up. It goes on once nothing does any more.' })
@Entity({ tableName: 'project_hold' })
export class ProjectSuspension {
  @PrimaryKey({ type: new BigIntType('string') })
  id!: string;

  @Field(() => Agreement, { nullable: true, description: 'The agreement that was suspended; null where the project was suspended itself.' })
  @ManyToOne(() => Agreement, { nullable: true, fieldName: 'agreement_id' })
  agreement!: Agreement | null;

  @Field(() => String, { description: 'Why.' })
  @Property({ type: 'text' })
  reason!: string;

  @Field(() => DateTimeResolver, { description: 'Since when.' })
  @Property({ type: 'timestamptz', persist: false })
  begunAt!: string;

  @Field(() => DateTimeResolver, { nullable: true, description: 'Until when; null while it goes on.' })
  @Property({ type: 'timestamptz', nullable: true, persist: false })
  endedAt!: string | null;
}
