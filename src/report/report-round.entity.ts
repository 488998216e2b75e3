import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { FlowClass, Form, Stage } from '../contribution/contribution.enums.js';
import { Place } from '../place/place.entity.js';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { Money } from '../shared/money/money.type.js';
import { Report } from './report.entity.js';

@ObjectType({
  implements: Node,
  description:
    'A round of a report: what was handed in once, or is being written. A report that was returned is handed in again as the next round, and the earlier ones stay. Nobody but the partner sees one that is being written.',
})
@Entity({ tableName: 'report_round' })
export class ReportRound extends Node {
  @Field(() => Report, { description: 'The report.' })
  @ManyToOne(() => Report, { fieldName: 'report_id' })
  report!: Report;

  @Field(() => Int, { description: 'Its number: 1, 2, 3 and so on, without gaps.' })
  @Property({ type: 'smallint' })
  round!: number;

  @Field(() => String, { description: 'What was done in the period, in words.' })
  @Property({ type: 'text' })
  narrative!: string;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When it was handed in; null while it is being written.' })
  @Property({ type: 'timestamptz', nullable: true })
  submittedAt!: string | null;

  @Field(() => String, { nullable: true, description: 'Who handed it in, by the name of the account; null before, and in generated examples.' })
  @Property({ type: 'text', nullable: true })
  submittedByName!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many contributions of the partner in the period counted as it was handed in; null before. It does not change any more.',
  })
  @Property({ type: 'integer', nullable: true, fieldName: 'accepted_rows' })
  contributions!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many more of them were handed in and not accepted yet; null before it was handed in. It does not change any more.',
  })
  @Property({ type: 'integer', nullable: true, fieldName: 'open_rows' })
  openContributions!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many projects the contributions that counted went to; null before it was handed in. It does not change any more.',
  })
  @Property({ type: 'integer', nullable: true })
  projects!: number | null;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When it was sent back; null where it was not.' })
  @Property({ type: 'timestamptz', nullable: true })
  returnedAt!: string | null;

  @Field(() => Place, { nullable: true, description: 'The place that sent it back; null where none did, or the programme office.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'returned_place_id' })
  returnedPlace!: Place | null;

  @Field(() => String, { nullable: true, description: 'Who sent it back, by the name of the account; null in generated examples.' })
  @Property({ type: 'text', nullable: true })
  returnedByName!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was sent back; null where it was not.' })
  @Property({ type: 'text', nullable: true })
  returnReason!: string | null;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When the last place accepted it; null before.' })
  @Property({ type: 'timestamptz', nullable: true })
  acceptedAt!: string | null;

  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was begun.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;
}

@ObjectType({
  description:
    'What the accepted contributions of the partner in the period of one class, stage and form added up to as the round was handed in. Nothing that happens later changes it.',
})
@Entity({ tableName: 'report_figure' })
export class ReportFigure {
  @PrimaryKey({ type: new BigIntType('string') })
  roundId!: string;

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

@ObjectType({ description: 'Whose it is to accept a round of a report, and whether it did.' })
@Entity({ tableName: 'report_review' })
export class ReportReview {
  @PrimaryKey({ type: new BigIntType('string') })
  id!: string;

  @Property({ type: new BigIntType('string') })
  reportId!: string;

  @Property({ type: 'smallint' })
  round!: number;

  @Field(() => Place, {
    nullable: true,
    description:
      'The village, county, prefecture or province; null for the programme office, which comes last where the report would otherwise be accepted by one place alone.',
  })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'place_id' })
  place!: Place | null;

  @Field(() => Int, {
    description: 'Its level: 1 villages, 2 counties, 3 prefectures, 4 the province, 5 the programme office. Each accepts after those below it.',
  })
  @Property({ type: 'smallint' })
  step!: number;

  @Field(() => Boolean, {
    description:
      'True for a place for which nobody acted in its turn, nor in the week before: it was passed over. The report is seen there all the same.',
  })
  @Property({ type: 'boolean' })
  passedOver!: boolean;

  @Field(() => DateTimeResolver, { nullable: true, description: 'When it accepted; null before.' })
  @Property({ type: 'timestamptz', nullable: true })
  acceptedAt!: string | null;

  @Field(() => String, { nullable: true, description: 'Who accepted, by the name of the account; null before, and in generated examples.' })
  @Property({ type: 'text', nullable: true })
  accountName!: string | null;

  @Field(() => String, { nullable: true, description: 'What was said with it.' })
  @Property({ type: 'text', nullable: true })
  note!: string | null;
}

@ObjectType({
  description:
    'What a round of a report forecast for a quarter and class, against what came: the net money that the partner disbursed under the programme in that quarter, from what is accepted now. Classes that were not forecast in a quarter that was are told as well, where money came.',
})
@Entity({ tableName: 'report_forecast' })
export class ReportForecast {
  @PrimaryKey({ type: new BigIntType('string') })
  roundId!: string;

  @Field(() => String, { description: 'The quarter, such as "2021-Q3".' })
  quarter!: string;

  @Field(() => LocalDate, { description: 'Its first day.' })
  @PrimaryKey({ type: 'date' })
  startsOn!: string;

  @Field(() => LocalDate, { description: 'Its last day. Until then more may come.' })
  @Property({ type: 'date' })
  endsOn!: string;

  @Field(() => FlowClass, { description: 'The flow class.' })
  @PrimaryKey({ type: 'text' })
  flowClass!: FlowClass;

  @Field(() => Money, { nullable: true, description: 'What was forecast; null for a class that was not forecast in this quarter.' })
  @Property({ type: new BigIntType('string'), nullable: true, fieldName: 'forecast_fen' })
  forecast!: string | null;

  @Field(() => Money, { nullable: true, description: 'What came; null while the quarter has not begun.' })
  @Property({ type: new BigIntType('string'), nullable: true, fieldName: 'actual_fen' })
  actual!: string | null;

  @Field(() => Money, {
    nullable: true,
    description: 'What came less what was forecast, below zero where less came; null while the quarter has not begun.',
  })
  @Property({ type: new BigIntType('string'), nullable: true, fieldName: 'variance_fen' })
  variance!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The variance of what was forecast, as a decimal rounded half away from zero to six digits: "-0.25" is a quarter less. Null where nothing or zero was forecast, and while the quarter has not begun.',
  })
  @Property({ type: 'numeric', nullable: true })
  varianceRatio!: string | null;
}
