import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Fund } from '../fund/fund.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Project } from '../project/project.entity.js';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { Money } from '../shared/money/money.type.js';

@ObjectType({
  implements: Node,
  description: 'What a partner offers 配套承诺: to match what others give to a project or a fund, at so much a yuan and up to a cap.',
})
@Entity({ tableName: 'matching_offer' })
export class MatchingOffer extends Node {
  @Field(() => Partner, { description: 'Who offers it.' })
  @ManyToOne(() => Partner, { fieldName: 'partner_id' })
  partner!: Partner;

  @Field(() => Project, { nullable: true, description: 'The project whose gifts it matches; null for those to a fund.' })
  @ManyToOne(() => Project, { nullable: true, fieldName: 'project_id' })
  project!: Project | null;

  @Field(() => Fund, { nullable: true, description: 'The fund whose gifts it matches; null for those to a project.' })
  @ManyToOne(() => Fund, { nullable: true, fieldName: 'fund_id' })
  fund!: Fund | null;

  @Field(() => String, { description: 'How much in yuan for each yuan of a gift, as an exact decimal with at most four decimals.' })
  @Property({ type: 'numeric' })
  perYuan!: string;

  @Field(() => Money, { description: 'The most that is given under it.' })
  @Property({ type: new BigIntType('string'), fieldName: 'cap_fen' })
  cap!: string;

  @Field(() => Money, { description: 'What was given under it and is accepted.' })
  given!: string;

  @Field(() => LocalDate, { description: 'The first day whose gifts it matches.' })
  @Property({ type: 'date' })
  startsOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'The last day whose gifts it matches; null where it has none.' })
  @Property({ type: 'date', nullable: true })
  endsOn!: string | null;

  @Field(() => String, { nullable: true, description: 'A remark of whoever offers it.' })
  @Property({ type: 'text', nullable: true })
  note!: string | null;

  @Field(() => Boolean, { description: 'True for a generated example.' })
  @Property({ type: 'boolean', default: false })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was recorded here.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;
}

/** That a contribution matches another, both by the first rows of their chains of corrections. */
@Entity({ tableName: 'contribution_match' })
export class ContributionMatch {
  @PrimaryKey({ type: new BigIntType('string') })
  originalId!: string;

  @Property({ type: new BigIntType('string') })
  matchedId!: string;

  @Property({ type: new BigIntType('string') })
  offerId!: string;
}
