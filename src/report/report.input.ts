import { Field, ID, InputType, Int } from 'type-graphql';
import { FlowClass } from '../contribution/contribution.enums.js';
import { ProgrammeCode } from '../programme/programme.entity.js';
import { Decimal } from '../shared/decimal.scalar.js';
import { ReportState } from './report.enums.js';

@InputType({ description: 'Which reports to list. All given conditions hold together.' })
export class ReportFilter {
  @Field(() => ProgrammeCode, { nullable: true, description: 'Under this programme.' })
  programme?: ProgrammeCode | null;

  @Field(() => ID, { nullable: true, description: 'For this reporting period. Unknown: NOT_FOUND.' })
  period?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this partner, by id or credit code. Unknown: NOT_FOUND.' })
  partner?: string | null;

  @Field(() => [ReportState], { nullable: true, description: 'In any of these states.' })
  states?: ReportState[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'That concern this place or one in it, by id or statistical code: by a pairing in the period, or because it reviews them. Unknown: NOT_FOUND.',
  })
  place?: string | null;
}

@InputType({ description: 'What is to be given in a quarter.' })
export class ForecastInput {
  @Field(() => String, { description: 'The quarter, such as "2021-Q3": it ends after the period, and begins at most five years after it.' })
  quarter!: string;

  @Field(() => FlowClass, { description: 'The flow class, once in a quarter.' })
  flowClass!: FlowClass;

  @Field(() => Decimal, { description: 'How much is to be disbursed, net, in yuan with at most two decimals; 0 where nothing is.' })
  amount!: string;
}

@InputType({ description: 'What is to be handed in. It takes the place of what was written before.' })
export class SaveReportInput {
  @Field(() => ID, { description: 'The report.' })
  report!: string;

  @Field(() => Int, { description: 'The version of the report that the change is made to. Another one is CONFLICT.' })
  version!: number;

  @Field(() => String, { description: 'What was done in the period, 1 to 20,000 characters.' })
  narrative!: string;

  @Field(() => [ForecastInput], { defaultValue: [], description: 'What is to be given in the quarters to come, at most 120.' })
  forecasts!: ForecastInput[];
}

@InputType({ description: 'A review of a report.' })
class ReviewInput {
  @Field(() => ID, { description: 'The report.' })
  report!: string;

  @Field(() => Int, { description: 'The round that was read. Where another one was handed in since: CONFLICT.' })
  round!: number;
}

@InputType({ description: "A place's acceptance of a report." })
export class AcceptReportInput extends ReviewInput {
  @Field(() => String, { nullable: true, description: 'What is to be said with it, at most 500 characters.' })
  note?: string | null;
}

@InputType({ description: 'A report to send back.' })
export class ReturnReportInput extends ReviewInput {
  @Field(() => String, { description: 'Why, 1 to 500 characters.' })
  reason!: string;
}
