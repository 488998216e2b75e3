import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { ProgrammeCode } from '../programme/programme.entity.js';
import { LocalDate } from '../shared/local-date.scalar.js';

export enum FundOrder {
  NAME = 'NAME',
  NEWEST = 'NEWEST',
}

registerEnumType(FundOrder, {
  name: 'FundOrder',
  description: 'Orders of a list of funds.',
  valuesConfig: {
    NAME: { description: 'By Chinese name, in code point order.' },
    NEWEST: { description: 'Recorded last first.' },
  },
});

@InputType({ description: 'What funds to list. All given conditions hold together.' })
export class FundFilter {
  @Field(() => ProgrammeCode, { nullable: true, description: 'Under this programme.' })
  programme?: ProgrammeCode | null;

  @Field(() => ID, { nullable: true, description: 'Held by this partner: its id or its credit code. Unknown: NOT_FOUND.' })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'Held by or for a place within this one: its id or its code. Unknown: NOT_FOUND.' })
  place?: string | null;
}

@InputType({ description: 'A fund to open.' })
export class OpenFundInput {
  @Field(() => ProgrammeCode, { description: 'The programme it belongs to.' })
  programme!: ProgrammeCode;

  @Field(() => String, { description: 'Chinese name, 1 to 200 characters.' })
  nameZh!: string;

  @Field(() => String, { nullable: true, description: 'English name, at most 200 characters.' })
  nameEn?: string | null;

  @Field(() => ID, { nullable: true, description: "The partner that holds it, by id or credit code. A partner's account opens its own." })
  partner?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The place that holds it, by id or code. A place's account opens its own or that of a place within it.",
  })
  place?: string | null;

  @Field(() => LocalDate, { description: 'The day it was opened, not in the future.' })
  openedOn!: string;
}
