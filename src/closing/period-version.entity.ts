import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Contribution } from '../contribution/contribution.entity.js';
import { FlowClass, Form, Stage } from '../contribution/contribution.enums.js';
import { ReportingPeriod } from '../period/period.entity.js';
import { Node } from '../reading/node.js';
import { Money } from '../shared/money/money.type.js';
import { CorrectionRequest } from './correction-request.entity.js';

@ObjectType({
  implements: Node,
  description:
    'A version of a closed period: the first as it was closed, each further one by a consented correction. All are kept. A version holds from its instant until that of the next.',
})
@Entity({ tableName: 'reporting_period_version' })
export class ReportingPeriodVersion extends Node {
  @Field(() => ReportingPeriod, { description: 'The period.' })
  @ManyToOne(() => ReportingPeriod, { fieldName: 'period_id' })
  period!: ReportingPeriod;

  @Field(() => Int, { description: 'Its number: 1, 2, 3 and so on, without gaps.' })
  @Property({ type: 'integer' })
  version!: number;

  @Field(() => DateTimeResolver, { description: 'Since when it holds.' })
  @Property({ type: 'timestamptz' })
  recordedAt!: string;

  @Field(() => String, { nullable: true, description: 'Why the correction was asked for; null in the first version.' })
  @Property({ type: 'text', nullable: true })
  reason!: string | null;

  @Field(() => Contribution, {
    nullable: true,
    description: 'The contribution that came in, or took the place of the one that it corrects; null in the first version.',
  })
  @ManyToOne(() => Contribution, { nullable: true, fieldName: 'contribution_id' })
  contribution!: Contribution | null;

  @Field(() => CorrectionRequest, {
    nullable: true,
    description: 'Who asked and who agreed; null in the first version, and for viewers who have no hand in the contribution.',
  })
  @ManyToOne(() => CorrectionRequest, { nullable: true, fieldName: 'request_id' })
  request!: CorrectionRequest | null;
}

@ObjectType({ description: 'What the accepted contributions of a period of one class, stage and form add up to in a version of it.' })
@Entity({ tableName: 'reporting_period_figure' })
export class ReportingPeriodFigure {
  @PrimaryKey({ type: new BigIntType('string') })
  versionId!: string;

  @Field(() => FlowClass, { description: 'The flow class.' })
  @PrimaryKey({ type: 'text' })
  flowClass!: FlowClass;

  @Field(() => Stage, { description: 'The stage.' })
  @PrimaryKey({ type: 'text' })
  stage!: Stage;

  @Field(() => Form, { description: 'The form.' })
  @PrimaryKey({ type: 'text' })
  form!: Form;

  @Field(() => Int, { description: 'How many contributions.' })
  @Property({ type: 'integer' })
  rows!: number;

  @Field(() => Money, { description: 'Gross: every row of the period. Zero in kind.' })
  @Property({ type: new BigIntType('string'), fieldName: 'gross_fen' })
  gross!: string;

  @Field(() => Money, { description: 'Net: money that was given in the period, once, whatever became of it further on. Zero in kind.' })
  @Property({ type: new BigIntType('string'), fieldName: 'net_fen' })
  net!: string;

  @Field(() => Money, { description: 'What help in kind is worth, as far as it is valued. Never part of a cash total.' })
  @Property({ type: new BigIntType('string'), fieldName: 'valued_fen' })
  valued!: string;
}
