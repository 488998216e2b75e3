import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { ProgrammeCode } from '../programme/programme.entity.js';
import { LocalDate } from '../shared/local-date.scalar.js';

export enum PairingOrder {
  NEWEST = 'NEWEST',
  STARTED = 'STARTED',
}

registerEnumType(PairingOrder, {
  name: 'PairingOrder',
  description: 'Orders of a list of pairings.',
  valuesConfig: {
    NEWEST: { description: 'Recorded last first.' },
    STARTED: { description: 'By first day in force; unknown starts come first.' },
  },
});

@InputType({ description: 'What pairings to list. All given conditions hold together.' })
export class PairingFilter {
  @Field(() => ProgrammeCode, { nullable: true, description: 'Under this programme.' })
  programme?: ProgrammeCode | null;

  @Field(() => ID, { nullable: true, description: 'Of this partner: its id or its credit code. Unknown: NOT_FOUND.' })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'With this place or a place within it: its id or its code. Unknown: NOT_FOUND.' })
  place?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'In force on this day.' })
  inForceOn?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True for generated examples only, false for real pairings only.' })
  synthetic?: boolean | null;
}

@InputType({ description: 'A pairing that was agreed.' })
export class AgreePairingInput {
  @Field(() => ProgrammeCode, { description: 'The programme. It says which kinds of partner pair with which levels of place.' })
  programme!: ProgrammeCode;

  @Field(() => ID, { nullable: true, description: "The partner, by id or credit code; left out, the viewer's own." })
  partner?: string | null;

  @Field(() => ID, { description: 'The place, by id or code.' })
  place!: string;

  @Field(() => LocalDate, { description: 'First day in force.' })
  startedOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'Last day in force, where it is agreed beforehand.' })
  endedOn?: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the agreement, at most 100 characters.' })
  agreementNumber?: string | null;
}

@InputType({ description: 'The end of a pairing.' })
export class EndPairingInput {
  @Field(() => ID, { description: 'The pairing.' })
  pairing!: string;

  @Field(() => LocalDate, { description: 'Last day in force, not before any contribution recorded under it.' })
  endedOn!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters.' })
  reason!: string;
}
