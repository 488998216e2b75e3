import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { MembershipRole } from '../account/membership.enums.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Node } from '../reading/node.js';

@ObjectType({
  implements: Node,
  description:
    'A message about a contribution. Both sides, the programme office, auditors and administrators read it, and never the public; it is neither changed nor deleted.',
})
@Entity({ tableName: 'contribution_message' })
export class ContributionMessage extends Node {
  @Field(() => MembershipRole, { description: 'What the organisation that it is from is.' })
  @Property({ type: 'text' })
  role!: MembershipRole;

  @Field(() => Partner, { nullable: true, description: 'The partner that it is from; null where another kind of organisation wrote.' })
  @ManyToOne(() => Partner, { nullable: true, fieldName: 'partner_id' })
  partner!: Partner | null;

  @Field(() => Place, { nullable: true, description: 'The place that it is from; null where another kind of organisation wrote.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'place_id' })
  place!: Place | null;

  @Field(() => String, { nullable: true, description: 'The name of the account that wrote, as it was then; null in a generated example.' })
  @Property({ type: 'text', nullable: true })
  accountName!: string | null;

  @Field(() => String, { description: 'What was written.' })
  @Property({ type: 'text' })
  body!: string;

  @Field(() => Boolean, { description: 'True for a generated example.' })
  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was written.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;
}
