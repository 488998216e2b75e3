import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { ProgrammeCode } from '../programme/programme.entity.js';
import { LocalDate } from '../shared/local-date.scalar.js';

export enum ReportingPeriodOrder {
  NEWEST = 'NEWEST',
  STARTS = 'STARTS',
  DUE = 'DUE',
}

registerEnumType(ReportingPeriodOrder, {
  name: 'ReportingPeriodOrder',
  description: 'Orders of a list of reporting periods.',
  valuesConfig: {
    NEWEST: { description: 'Recorded last first.' },
    STARTS: { description: 'By first day.' },
    DUE: { description: 'By the day that reports are due.' },
  },
});

@InputType({ description: 'What reporting periods to list. All given conditions hold together.' })
export class ReportingPeriodFilter {
  @Field(() => ProgrammeCode, { nullable: true, description: 'Of this programme.' })
  programme?: ProgrammeCode | null;

  @Field(() => String, { nullable: true, description: 'With this code.' })
  code?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'That this day lies in.' })
  on?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True for closed periods only, false for open ones only.' })
  closed?: boolean | null;
}

@InputType({ description: 'A reporting period to open. It overlaps with no other of its programme.' })
export class OpenPeriodInput {
  @Field(() => ProgrammeCode, { description: 'The programme it belongs to.' })
  programme!: ProgrammeCode;

  @Field(() => String, {
    description:
      'Its code, once in the programme: a year such as "2019", and perhaps a hyphen and up to 8 capital letters or digits, as in "2019-H1".',
  })
  code!: string;

  @Field(() => String, { description: 'Chinese name, 1 to 100 characters.' })
  nameZh!: string;

  @Field(() => String, { description: 'English name, 1 to 100 characters.' })
  nameEn!: string;

  @Field(() => LocalDate, { description: 'Its first day.' })
  startsOn!: string;

  @Field(() => LocalDate, { description: 'Its last day.' })
  endsOn!: string;

  @Field(() => LocalDate, { description: 'The last day for what is owed for it, not before its own last day.' })
  dueOn!: string;

  @Field(() => Boolean, {
    defaultValue: true,
    description:
      'Whether partners owe a report for it: each with a pairing in force under the programme in the period, or with a contribution in it.',
  })
  reportsOwed!: boolean;
}

@InputType({ description: 'Another day by which what is owed for an open period is due.' })
export class ChangeDueDayInput {
  @Field(() => ID, { description: 'The period, which is open.' })
  period!: string;

  @Field(() => LocalDate, { description: 'The day, not before the last day of the period.' })
  dueOn!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters.' })
  reason!: string;
}

@InputType({ description: 'A reporting period to close.' })
export class ClosePeriodInput {
  @Field(() => ID, { description: 'The period. Its last day has passed.' })
  period!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether to close it though contributions of it are not accepted yet. They can be mended, sent back and confirmed as before, and are accepted with consent only.',
  })
  leaveOut!: boolean;
}
