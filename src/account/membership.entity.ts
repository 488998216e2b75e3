import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Node } from '../reading/node.js';
import { Account } from './account.entity.js';
import { MembershipRole } from './membership.enums.js';

@ObjectType({
  implements: Node,
  description:
    'What an account may act as for one organisation. Its id, or that of its partner or place, in the header `Xieshou-Acting-For` says that a request is for it. Seen by the account, by the managers of the organisation and by administrators.',
})
@Entity({ tableName: 'membership' })
export class Membership extends Node {
  @Field(() => Account, { description: 'Who the member is.' })
  @ManyToOne(() => Account, { fieldName: 'account_id' })
  account!: Account;

  @Field(() => MembershipRole, { description: 'What the member acts as.' })
  @Property({ type: 'text' })
  role!: MembershipRole;

  @Field(() => Partner, { nullable: true, description: 'The partner that the member acts for; null for other roles than PARTNER.' })
  @ManyToOne(() => Partner, { nullable: true, fieldName: 'partner_id' })
  partner!: Partner | null;

  @Field(() => Place, { nullable: true, description: 'The place that the member acts for; null for other roles than PLACE.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'place_id' })
  place!: Place | null;

  @Field(() => Boolean, { description: 'Whether the member invites and ends members of the organisation, and makes tokens for its machines.' })
  @Property({ type: 'boolean', default: false })
  manages!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it began.' })
  @Property({ type: 'timestamptz', persist: false })
  begunAt!: string;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When it ended; null as long as it lasts.' })
  @Property({ type: 'timestamptz', nullable: true })
  endedAt!: string | null;
}
