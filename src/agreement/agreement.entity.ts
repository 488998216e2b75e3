import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Pairing } from '../pairing/pairing.entity.js';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';

export enum AgreementState {
  DRAFT = 'DRAFT',
  IN_FORCE = 'IN_FORCE',
  SUSPENDED = 'SUSPENDED',
  ENDED = 'ENDED',
  WITHDRAWN = 'WITHDRAWN',
}

registerEnumType(AgreementState, {
  name: 'AgreementState',
  description: 'Where an agreement is in its life. What is or was in force is public.',
  valuesConfig: {
    DRAFT: { description: '草案: it waits for a signature. Seen by both sides, the programme office, auditors and administrators.' },
    IN_FORCE: { description: '生效: both sides have signed.' },
    SUSPENDED: { description: '中止: held up, and its projects that are not completed with it.' },
    ENDED: { description: '终止: ended.' },
    WITHDRAWN: { description: '撤回: given up before both had signed. Seen by those who saw the draft.' },
  },
});

@ObjectType({
  implements: Node,
  description:
    'An agreement 协议: the paper behind a pairing, signed by the partner and the place. What it says is never changed: a draft is withdrawn and drafted anew, and what is in force is amended.',
})
@Entity({ tableName: 'agreement' })
export class Agreement extends Node {
  @Field(() => Pairing, { description: 'The pairing that it is of, with its two parties.' })
  @ManyToOne(() => Pairing, { fieldName: 'pairing_id' })
  pairing!: Pairing;

  @Field(() => String, { description: 'Its number, as the parties gave it; once among those of the pairing that were not withdrawn.' })
  @Property({ type: 'text' })
  number!: string;

  @Field(() => String, { description: 'Its title.' })
  @Property({ type: 'text' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'What was agreed, in short.' })
  @Property({ type: 'text', nullable: true })
  terms!: string | null;

  @Field(() => LocalDate, { description: 'First day that it is of.' })
  @Property({ type: 'date' })
  startsOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Last day as agreed; null where none was.' })
  @Property({ type: 'date', nullable: true })
  endsOn!: string | null;

  @Field(() => AgreementState, { description: 'Where it is in its life.' })
  @Property({ type: 'text', persist: false })
  state!: AgreementState;

  @Field(() => String, { nullable: true, description: 'Why it is suspended, was ended or withdrawn.' })
  @Property({ type: 'text', nullable: true })
  reason!: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'The day it ended on; null while it has not.' })
  @Property({ type: 'date', nullable: true })
  endedOn!: string | null;

  @Field(() => Boolean, { description: 'True for an example.' })
  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was drafted here.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;
}
