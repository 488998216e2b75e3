import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { MembershipRole } from '../account/membership.enums.js';
import { Contribution } from '../contribution/contribution.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Node } from '../reading/node.js';

export enum CorrectionRequestState {
  ASKED = 'ASKED',
  AGREED = 'AGREED',
  REFUSED = 'REFUSED',
  WITHDRAWN = 'WITHDRAWN',
  USED = 'USED',
  EXPIRED = 'EXPIRED',
}

registerEnumType(CorrectionRequestState, {
  name: 'CorrectionRequestState',
  description: 'What became of a request for a correction in a closed period.',
  valuesConfig: {
    ASKED: { description: '待答复: it waits for the level above.' },
    AGREED: { description: '已同意: one correction may be made until it expires.' },
    REFUSED: { description: '未同意: the level above said no, with a reason.' },
    WITHDRAWN: { description: '撤回: who asked took it back before it was answered.' },
    USED: { description: '已使用: the correction was made; the consent is used up.' },
    EXPIRED: { description: '已过期: it was agreed to, and nobody made use of it in time.' },
  },
});

@ObjectType({
  implements: Node,
  description:
    'A request 更正申请 for one correction in closed periods: of a contribution and its chain of corrections, or for one that comes late. One side asks, the level above agrees. Seen by both sides, the programme office, auditors and administrators, and never by the public.',
})
@Entity({ tableName: 'correction_request' })
export class CorrectionRequest extends Node {
  @Field(() => Contribution, { nullable: true, description: 'What is to be corrected or brought in; null where it was withdrawn since.' })
  @ManyToOne(() => Contribution, { fieldName: 'contribution_id' })
  contribution!: Contribution | null;

  @Field(() => CorrectionRequestState, { description: 'What became of it.' })
  state!: CorrectionRequestState;

  @Field(() => String, { description: 'Why it is asked for.' })
  @Property({ type: 'text' })
  reason!: string;

  @Field(() => MembershipRole, { description: 'What the organisation that asks is.' })
  @Property({ type: 'text' })
  role!: MembershipRole;

  @Field(() => Partner, { nullable: true, description: 'The partner that asks; null where a place does.' })
  @ManyToOne(() => Partner, { nullable: true, fieldName: 'partner_id' })
  partner!: Partner | null;

  @Field(() => Place, { nullable: true, description: 'The place that asks; null where a partner does.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'place_id' })
  place!: Place | null;

  @Field(() => String, { nullable: true, description: 'The name of the account that asked, as it was then; null in a generated example.' })
  @Property({ type: 'text', nullable: true })
  accountName!: string | null;

  @Field(() => Place, {
    nullable: true,
    description:
      'The place that has to agree: the level above whoever decides on the contribution and above whoever asks. Null: the programme office.',
  })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'level_place_id' })
  level!: Place | null;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When who asked took it back; null otherwise.' })
  @Property({ type: 'timestamptz', nullable: true })
  withdrawnAt!: string | null;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When it was answered; null while it waits.' })
  @Property({ type: 'timestamptz', nullable: true })
  answeredAt!: string | null;

  @Field(() => String, { nullable: true, description: 'What the level above said; always there where it refused.' })
  @Property({ type: 'text', nullable: true })
  answer!: string | null;

  @Field(() => String, { nullable: true, description: 'The name of the account that answered, as it was then.' })
  @Property({ type: 'text', nullable: true })
  answeredByName!: string | null;

  @Field(() => DateTimeResolver, {
    nullable: true,
    description: 'Until when the consent is good; null without one. The programme says for how many days.',
  })
  @Property({ type: 'timestamptz', nullable: true })
  expiresAt!: string | null;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When the correction was made.' })
  @Property({ type: 'timestamptz', nullable: true })
  usedAt!: string | null;

  @Field(() => Contribution, { nullable: true, description: 'The row that the consent was used for; null while there is none.' })
  @ManyToOne(() => Contribution, { nullable: true, fieldName: 'used_by_id' })
  usedBy!: Contribution | null;

  @Field(() => Boolean, { description: 'True for a generated example.' })
  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was asked.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;

  @Property({ type: 'text' })
  askedFor!: string;

  @Property({ type: new BigIntType('string'), nullable: true })
  accountId!: string | null;

  @Property({ type: 'boolean', nullable: true })
  agreed!: boolean | null;

  @Property({ type: 'text', nullable: true })
  answeredFor!: string | null;

  @Property({ type: new BigIntType('string'), nullable: true })
  answeredBy!: string | null;
}
