import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Node } from '../reading/node.js';
import { Membership } from './membership.entity.js';
import { MembershipRole } from './membership.enums.js';

@ObjectType({
  implements: Node,
  description:
    'An invitation to act for an organisation, good once. Of its code only a hash is kept. Seen by the managers of the organisation and by administrators.',
})
@Entity({ tableName: 'invitation' })
export class Invitation extends Node {
  @Field(() => String, { description: 'Whom it is for.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => MembershipRole, { description: 'What the member will act as.' })
  @Property({ type: 'text' })
  role!: MembershipRole;

  @Field(() => Partner, { nullable: true, description: 'The partner that the member will act for.' })
  @ManyToOne(() => Partner, { nullable: true, fieldName: 'partner_id' })
  partner!: Partner | null;

  @Field(() => Place, { nullable: true, description: 'The place that the member will act for.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'place_id' })
  place!: Place | null;

  @Field(() => Boolean, { description: 'Whether the member will manage the organisation.' })
  @Property({ type: 'boolean' })
  manages!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was made.' })
  @Property({ type: 'timestamptz', persist: false })
  issuedAt!: string;

  @Field(() => DateTimeResolver, { description: 'Until when its code is good.' })
  @Property({ type: 'timestamptz' })
  expiresAt!: string;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When it was accepted; null when it was not.' })
  @Property({ type: 'timestamptz', nullable: true })
  acceptedAt!: string | null;

  @Field(() => Membership, { nullable: true, description: 'The membership that came of it.' })
  @ManyToOne(() => Membership, { nullable: true, fieldName: 'membership_id' })
  membership!: Membership | null;
}
