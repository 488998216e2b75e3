import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { ProgrammeCode } from '../programme/programme.entity.js';
import { PlaceShareInput } from '../project/project.input.js';
import { Decimal } from '../shared/decimal.scalar.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { ContributionState, FlowClass, Form, StaffRole, Stage } from './contribution.enums.js';
import { MatchInput } from './matching.input.js';

export enum ContributionOrder {
  NEWEST = 'NEWEST',
  OCCURRED = 'OCCURRED',
  OCCURRED_LAST = 'OCCURRED_LAST',
  AMOUNT_LARGEST = 'AMOUNT_LARGEST',
}

registerEnumType(ContributionOrder, {
  name: 'ContributionOrder',
  description: 'Orders of a list of contributions.',
  valuesConfig: {
    NEWEST: { description: 'Recorded last first.' },
    OCCURRED: { description: 'By day, first day first.' },
    OCCURRED_LAST: { description: 'By day, last day first.' },
    AMOUNT_LARGEST: { description: 'By amount in cash, largest first; rows in kind come last.' },
  },
});

@InputType({ description: 'What contributions to list. All given conditions hold together.' })
export class ContributionFilter {
  @Field(() => ProgrammeCode, { nullable: true, description: 'Under this programme.' })
  programme?: ProgrammeCode | null;

  @Field(() => ID, { nullable: true, description: 'Of this partner itself: its id or its credit code. Unknown: NOT_FOUND.' })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'With a part in this place or a place within it: its id or its code. Unknown: NOT_FOUND.' })
  place?: string | null;

  @Field(() => [FlowClass], { nullable: true, description: 'Of any of these flow classes.' })
  flowClasses?: FlowClass[] | null;

  @Field(() => [Stage], { nullable: true, description: 'At any of these stages.' })
  stages?: Stage[] | null;

  @Field(() => [Form], { nullable: true, description: 'In any of these forms.' })
  forms?: Form[] | null;

  @Field(() => [ContributionState], { nullable: true, description: 'In any of these states of review, as far as the viewer sees them.' })
  states?: ContributionState[] | null;

  @Field(() => LocalDate, { nullable: true, description: 'On this day or later.' })
  from?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'On this day or earlier.' })
  to?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only rows that count in the books (true) or do not (false).' })
  live?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True for generated examples only, false for real rows only.' })
  synthetic?: boolean | null;
}

export const MOST_SECTORS = 10;

@InputType({ description: 'A sector with its share of a contribution.' })
export class SectorShareInput {
  @Field(() => String, { description: 'OECD DAC purpose code from `sectors`.' })
  sector!: string;

  @Field(() => String, { nullable: true, description: 'Its share as a fraction "1/3" or a percentage "33.34%". Left out for one sector alone.' })
  share?: string | null;
}

@InputType({ description: 'A line of help in kind.' })
export class InKindLineInput {
  @Field(() => String, { description: 'What is given, 1 to 200 characters.' })
  item!: string;

  @Field(() => Decimal, { description: 'How much: above zero, at most three decimals, below 10^12.' })
  quantity!: string;

  @Field(() => String, { description: 'The unit, 1 to 20 characters, such as 吨 or 人次.' })
  unit!: string;

  @Field(() => StaffRole, { nullable: true, description: 'For the form STAFF: which of the posted-staff counts it is.' })
  staffRole?: StaffRole | null;

  @Field(() => Decimal, { nullable: true, description: 'What one unit is worth in yuan, where it is valued.' })
  unitValue?: string | null;

  @Field(() => String, { nullable: true, description: 'What the valuation rests on, 1 to 200 characters. Compulsory with a unit value.' })
  valuationBasis?: string | null;
}

@InputType({ description: 'A contribution to log. It goes to a project or to a fund.' })
export class LogContributionInput {
  @Field(() => ID, {
    nullable: true,
    description: "Who gives, by id or credit code. Left out, the viewer's own partner. A chamber or group names its member here.",
  })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'The chamber or group it is given through, by id or credit code: the parent of the partner.' })
  through?: string | null;

  @Field(() => ID, { nullable: true, description: 'The project it is for. Either this or `fund`.' })
  project?: string | null;

  @Field(() => ID, { nullable: true, description: 'The fund it goes to. Either this or `project`.' })
  fund?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'For money that moves on: the contribution to a fund that it comes from. Partner, class, stage and form are those of that one.',
  })
  onwardFrom?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The pairing it counts under: one of the project's that is the giver's, its parent's or that of `through`. Left out, such a one in force on the day.",
  })
  pairing?: string | null;

  @Field(() => MatchInput, {
    nullable: true,
    description: "The gift that it matches, and the giver's offer to do so. Both count, each once; corrections keep the tie.",
  })
  matches?: MatchInput | null;

  @Field(() => FlowClass, { description: 'What kind of flow it is; UNSPECIFIED only where the source does not say.' })
  flowClass!: FlowClass;

  @Field(() => Stage, { defaultValue: Stage.DISBURSED, description: 'How far it is.' })
  stage!: Stage;

  @Field(() => Form, { defaultValue: Form.CASH, description: 'What is given.' })
  form!: Form;

  @Field(() => Decimal, { nullable: true, description: 'Amount in yuan: above zero, at most two decimals, below 10^15 fen. For CASH only.' })
  amount?: string | null;

  @Field(() => [InKindLineInput], { nullable: true, description: 'What is given in kind, 1 to 50 lines. For all forms but CASH.' })
  lines?: InKindLineInput[] | null;

  @Field(() => LocalDate, { description: 'The day it was given, promised or committed. Not in the future.' })
  occurredOn!: string;

  @Field(() => [PlaceShareInput], {
    nullable: true,
    description: "Where it goes, at most 100 places within the project's. Left out, the project's own places with their shares.",
  })
  places?: PlaceShareInput[] | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "True when it is reported for all the places together, or for all of the project's where none are named, and is never split.",
  })
  reportedForSet!: boolean;

  @Field(() => [SectorShareInput], { nullable: true, description: "What it is for, at most 10 sectors. Left out, the project's sector." })
  sectors?: SectorShareInput[] | null;

  @Field(() => String, { nullable: true, description: 'A remark, at most 500 characters.' })
  note?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: 'True to keep it as a draft that nobody else sees; `submitContribution` hands it in.' })
  draft!: boolean;
}

@InputType({ description: 'A correction of a recorded contribution. What is left out stays as it was.' })
export class CorrectContributionInput {
  @Field(() => ID, { description: 'The contribution to correct: the latest row, where it was corrected before.' })
  contribution!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters.' })
  reason!: string;

  @Field(() => Boolean, { defaultValue: false, description: 'True to take the row back altogether; nothing else is changed then.' })
  void!: boolean;

  @Field(() => Decimal, { nullable: true, description: 'The right amount in yuan, for cash.' })
  amount?: string | null;

  @Field(() => [InKindLineInput], { nullable: true, description: 'The right lines, for help in kind; all of them.' })
  lines?: InKindLineInput[] | null;

  @Field(() => FlowClass, { nullable: true, description: 'The right flow class.' })
  flowClass?: FlowClass | null;

  @Field(() => LocalDate, { nullable: true, description: 'The right day.' })
  occurredOn?: string | null;

  @Field(() => [PlaceShareInput], { nullable: true, description: 'The right places with their shares; all of them.' })
  places?: PlaceShareInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True when it is reported for all its places together, named here or kept.' })
  reportedForSet?: boolean | null;

  @Field(() => [SectorShareInput], { nullable: true, description: 'The right sectors with their shares; all of them.' })
  sectors?: SectorShareInput[] | null;

  @Field(() => String, { nullable: true, description: 'The right remark, at most 500 characters; an empty one takes it away.' })
  note?: string | null;
}
