import { Field, ID, InputType, Int } from 'type-graphql';
import { ProgrammeCode } from '../programme/programme.entity.js';
import { Decimal } from '../shared/decimal.scalar.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { Addressee, FindingKind, FindingSeverity, FindingStatus, SampleStrata, SampleSubject } from './audit.enums.js';

@InputType({ description: 'What a sample is drawn from: all given conditions hold together. Nothing given is everything.' })
export class SampleFrameInput {
  @Field(() => ProgrammeCode, { nullable: true, description: 'Under this programme.' })
  programme?: ProgrammeCode | null;

  @Field(() => ID, { nullable: true, description: 'At this place or within it: its id or its code. Unknown: NOT_FOUND.' })
  place?: string | null;

  @Field(() => ID, { nullable: true, description: 'Given or led by this partner, those under it, or through it: its id or its credit code.' })
  partner?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'On this day or later. Of projects it is their start.' })
  from?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'On this day or earlier.' })
  to?: string | null;
}

@InputType({ description: 'A sample to draw.' })
export class DrawSampleInput {
  @Field(() => String, { description: 'What it is called, 1 to 200 characters.' })
  title!: string;

  @Field(() => SampleSubject, { defaultValue: SampleSubject.CONTRIBUTIONS, description: 'What it is drawn from.' })
  subject!: SampleSubject;

  @Field(() => SampleFrameInput, { nullable: true, description: 'The frame. Left out, everything.' })
  frame?: SampleFrameInput | null;

  @Field(() => SampleStrata, { defaultValue: SampleStrata.NONE, description: 'What it is drawn from each of.' })
  strata!: SampleStrata;

  @Field(() => Int, { nullable: true, description: 'How many rows of each stratum, at least 1. Either this or `rate`.' })
  size?: number | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'Which part of each stratum, such as "0.05", rounded up to whole rows: above 0, at most 1, at most six decimals.',
  })
  rate?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The seed, 8 to 100 printable ASCII characters, such as a number of a public lottery. Left out, one is made at random.',
  })
  seed?: string | null;
}

@InputType({ description: 'A visit.' })
export class RecordVisitInput {
  @Field(() => ID, { description: 'The sample whose rows were looked at.' })
  sample!: string;

  @Field(() => LocalDate, { description: 'The day, not in the future.' })
  visitedOn!: string;

  @Field(() => ID, { description: 'Where, by id or code.' })
  place!: string;

  @Field(() => String, { description: 'Who went, 1 to 200 characters.' })
  visitors!: string;

  @Field(() => String, { nullable: true, description: 'What was seen, at most 2000 characters.' })
  note?: string | null;
}

@InputType({ description: 'A finding.' })
export class RecordFindingInput {
  @Field(() => ID, { description: 'The sample that the row was drawn in.' })
  sample!: string;

  @Field(() => ID, { description: 'The contribution or project that it is against: one of the sample.' })
  row!: string;

  @Field(() => ID, { nullable: true, description: 'The visit of the sample that it was found on.' })
  visit?: string | null;

  @Field(() => FindingKind, { description: 'What was found.' })
  kind!: FindingKind;

  @Field(() => FindingSeverity, { description: 'How grave it is.' })
  severity!: FindingSeverity;

  @Field(() => String, { description: 'What was found, in words: 1 to 2000 characters.' })
  description!: string;

  @Field(() => Decimal, { nullable: true, description: 'How much of the row is in question, in yuan: above zero, at most its amount.' })
  amountInQuestion?: string | null;

  @Field(() => Addressee, { description: 'Who has to answer it.' })
  addressee!: Addressee;
}

@InputType({ description: 'A finding to send to who has to answer it.' })
export class SendFindingInput {
  @Field(() => ID, { description: 'The finding.' })
  finding!: string;

  @Field(() => LocalDate, { description: 'The day by which the answer is due: today or later.' })
  dueOn!: string;
}

@InputType({ description: 'An answer to a finding.' })
export class AnswerFindingInput {
  @Field(() => ID, { description: 'The finding.' })
  finding!: string;

  @Field(() => String, { description: 'The answer, 1 to 2000 characters.' })
  body!: string;
}

@InputType({ description: 'What becomes of a finding.' })
export class SettleFindingInput {
  @Field(() => ID, { description: 'The finding.' })
  finding!: string;

  @Field(() => String, { nullable: true, description: 'What came of it, 1 to 2000 characters: it is then resolved. Either this or `askAgain`.' })
  resolution?: string | null;

  @Field(() => String, { nullable: true, description: 'Why the answer is not enough, 1 to 2000 characters: it is then open again, with a new day.' })
  askAgain?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'With `askAgain`: the day by which the new answer is due, today or later.' })
  dueOn?: string | null;
}

@InputType({ description: 'Which findings to list. All given conditions hold together.' })
export class FindingFilter {
  @Field(() => [FindingStatus], { nullable: true, description: 'Of any of these.' })
  statuses?: FindingStatus[] | null;

  @Field(() => [FindingKind], { nullable: true, description: 'Of any of these kinds.' })
  kinds?: FindingKind[] | null;

  @Field(() => [FindingSeverity], { nullable: true, description: 'Of any of these.' })
  severities?: FindingSeverity[] | null;
}
