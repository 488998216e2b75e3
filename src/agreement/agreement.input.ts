import { Field, ID, InputType } from 'type-graphql';
import { ProgrammeCode } from '../programme/programme.entity.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { AgreementState } from './agreement.entity.js';

@InputType({ description: 'What agreements to list. All given conditions hold together.' })
export class AgreementFilter {
  @Field(() => ProgrammeCode, { nullable: true, description: 'Of a pairing under this programme.' })
  programme?: ProgrammeCode | null;

  @Field(() => ID, { nullable: true, description: 'With this partner: its id or its credit code. Unknown: NOT_FOUND.' })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'With this place or a place within it: its id or its code. Unknown: NOT_FOUND.' })
  place?: string | null;

  @Field(() => [AgreementState], { nullable: true, description: 'In any of these states.' })
  states?: AgreementState[] | null;
}

@InputType({ description: 'An agreement to draft.' })
export class DraftAgreementInput {
  @Field(() => ID, { description: 'The pairing that it is of.' })
  pairing!: string;

  @Field(() => String, { description: 'Its number, 1 to 100 characters.' })
  number!: string;

  @Field(() => String, { description: 'Its title, 1 to 200 characters.' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'What is agreed, at most 5,000 characters.' })
  terms?: string | null;

  @Field(() => LocalDate, { description: 'First day that it is of, not after the end of its pairing.' })
  startsOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Last day, where one is agreed.' })
  endsOn?: string | null;
}

@InputType({ description: 'An amendment to draft.' })
export class AmendAgreementInput {
  @Field(() => ID, { description: 'The agreement, in force.' })
  agreement!: string;

  @Field(() => String, { description: 'What changes, 1 to 5,000 characters.' })
  summary!: string;

  @Field(() => LocalDate, { description: 'From which day, not before the first of the agreement.' })
  effectiveOn!: string;
}

@InputType({ description: "A signature of the viewer's side." })
class SignatureInput {
  @Field(() => LocalDate, { description: 'The day it was signed on, not in the future.' })
  signedOn!: string;

  @Field(() => String, { description: 'Who signed, 1 to 100 characters.' })
  signatoryName!: string;

  @Field(() => String, { description: 'As what, 1 to 100 characters.' })
  signatoryTitle!: string;
}

@InputType({ description: "A signature of the viewer's side under an agreement." })
export class SignAgreementInput extends SignatureInput {
  @Field(() => ID, { description: 'The agreement.' })
  agreement!: string;
}

@InputType({ description: "A signature of the viewer's side under an amendment." })
export class SignAmendmentInput extends SignatureInput {
  @Field(() => ID, { description: 'The amendment.' })
  amendment!: string;
}

@InputType({ description: 'The end of an agreement.' })
export class EndAgreementInput {
  @Field(() => ID, { description: 'The agreement.' })
  agreement!: string;

  @Field(() => LocalDate, { description: 'Last day in force: not before its first, and not in the future.' })
  endedOn!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters. It is public.' })
  reason!: string;
}
