import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { Agreement } from './agreement.entity.js';

export enum AmendmentState {
  DRAFT = 'DRAFT',
  IN_FORCE = 'IN_FORCE',
  WITHDRAWN = 'WITHDRAWN',
}

registerEnumType(AmendmentState, {
  name: 'AmendmentState',
  description: 'Where an amendment is in its life.',
  valuesConfig: {
    DRAFT: { description: '草案: it waits for a signature.' },
    IN_FORCE: { description: '生效: both sides have signed.' },
    WITHDRAWN: { description: '撤回: given up before both had signed.' },
  },
});

@ObjectType({
  implements: Node,
  description: 'An amendment 修订 of an agreement, signed by both sides as the agreement is. Those in force are public; drafts are for both sides.',
})
@Entity({ tableName: 'agreement_amendment' })
export class AgreementAmendment extends Node {
  @Field(() => Agreement, { description: 'The agreement that it amends.' })
  @ManyToOne(() => Agreement, { fieldName: 'agreement_id' })
  agreement!: Agreement;

  @Field(() => Int, { nullable: true, description: 'Its number: 1, 2, 3 and so on, without a gap. Null once its draft is withdrawn.' })
  @Property({ type: 'integer', nullable: true })
  number!: number | null;

  @Field(() => String, { description: 'What it changes.' })
  @Property({ type: 'text' })
  summary!: string;

  @Field(() => LocalDate, { description: 'From which day.' })
  @Property({ type: 'date' })
  effectiveOn!: string;

  @Field(() => AmendmentState, { description: 'Where it is in its life.' })
  @Property({ type: 'text', persist: false })
  state!: AmendmentState;

  @Field(() => String, { nullable: true, description: 'Why it was withdrawn.' })
  @Property({ type: 'text', nullable: true })
  reason!: string | null;

  @Field(() => Boolean, { description: 'True for an example.' })
  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was drafted here.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;
}
