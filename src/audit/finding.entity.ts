import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Contribution } from '../contribution/contribution.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Project } from '../project/project.entity.js';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { Money } from '../shared/money/money.type.js';
import { Addressee, FindingKind, FindingSeverity, FindingStatus } from './audit.enums.js';
import { AuditSample } from './audit-sample.entity.js';
import { AuditVisit } from './audit-visit.entity.js';

@ObjectType({ implements: Node, description: 'What an auditor found of a row 核查问题, and what was answered.' })
@Entity({ tableName: 'finding' })
export class Finding extends Node {
  @Field(() => AuditSample, { nullable: true, description: 'The sample that the row was drawn in; null for who does not see it.' })
  @ManyToOne(() => AuditSample, { fieldName: 'sample_id' })
  sample!: AuditSample;

  @Field(() => Contribution, { nullable: true, description: 'The contribution that it is against; null where it is a project.' })
  @ManyToOne(() => Contribution, { nullable: true, fieldName: 'contribution_id' })
  contribution!: Contribution | null;

  @Field(() => Project, { nullable: true, description: 'The project that it is against; null where it is a contribution.' })
  @ManyToOne(() => Project, { nullable: true, fieldName: 'project_id' })
  project!: Project | null;

  @Field(() => AuditVisit, { nullable: true, description: 'The visit that it was found on; null where there was none, and for who does not see it.' })
  @ManyToOne(() => AuditVisit, { nullable: true, fieldName: 'visit_id' })
  visit!: AuditVisit | null;

  @Field(() => FindingKind, { description: 'What was found.' })
  @Property({ type: 'text' })
  kind!: FindingKind;

  @Field(() => FindingSeverity, { description: 'How grave it is.' })
  @Property({ type: 'text' })
  severity!: FindingSeverity;

  @Field(() => String, { description: 'What was found, in words.' })
  @Property({ type: 'text' })
  description!: string;

  @Field(() => Money, { nullable: true, description: 'How much of the row is in question; null where it is no matter of money.' })
  @Property({ type: new BigIntType('string'), nullable: true, fieldName: 'amount_fen' })
  amountInQuestion!: string | null;

  @Field(() => Addressee, { description: 'Who has to answer.' })
  @Property({ type: 'text', fieldName: 'role' })
  addressee!: Addressee;

  @Field(() => Partner, { nullable: true, description: 'The partner that has to answer; null where a place has.' })
  @ManyToOne(() => Partner, { nullable: true, fieldName: 'partner_id' })
  partner!: Partner | null;

  @Field(() => Place, { nullable: true, description: 'The place that has to answer; null where a partner has.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'place_id' })
  place!: Place | null;

  @Field(() => FindingStatus, { description: 'How far it is.' })
  @Property({ type: 'text' })
  status!: FindingStatus;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When it was sent; null before.' })
  @Property({ type: 'timestamptz', nullable: true })
  sentAt!: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'The day by which the answer is due; null before it is sent.' })
  @Property({ type: 'date', nullable: true })
  dueOn!: string | null;

  @Field(() => String, { nullable: true, description: 'What came of it, once it is settled.' })
  @Property({ type: 'text', nullable: true })
  resolution!: string | null;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When it was settled; null before.' })
  @Property({ type: 'timestamptz', nullable: true })
  resolvedAt!: string | null;

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

@ObjectType({ implements: Node, description: 'An answer to a finding. The public sees none.' })
@Entity({ tableName: 'finding_answer' })
export class FindingAnswer extends Node {
  @ManyToOne(() => Finding, { fieldName: 'finding_id' })
  finding!: Finding;

  @Property({ type: 'text' })
  role!: string;

  @Property({ type: new BigIntType('string'), nullable: true })
  accountId!: string | null;

  @Field(() => Partner, { nullable: true, description: 'The partner that answers; null where a place does.' })
  @ManyToOne(() => Partner, { nullable: true, fieldName: 'partner_id' })
  partner!: Partner | null;

  @Field(() => Place, { nullable: true, description: 'The place that answers; null where a partner does.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'place_id' })
  place!: Place | null;

  @Field(() => String, { nullable: true, description: 'Who wrote it, by the name of the account; null in generated examples.' })
  @Property({ type: 'text', nullable: true })
  accountName!: string | null;

  @Field(() => String, { description: 'The answer.' })
  @Property({ type: 'text' })
  body!: string;

  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was written.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;
}
