import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { FlowClass, Form, StaffRole, Stage } from '../contribution/contribution.enums.js';
import { PublishedFigure } from '../result/published-figure.entity.js';
import { Money } from '../shared/money/money.type.js';

@ObjectType({ description: 'Cash of one flow class at one stage.' })
export class ClassMoney {
  @Field(() => FlowClass, { description: 'The flow class.' })
  flowClass!: FlowClass;

  @Field(() => Stage, { description: 'The stage.' })
  stage!: Stage;

  @Field(() => Money, { description: 'New money, each fen once: in the year it was given, at the place it has come to.' })
  net!: string;

  @Field(() => Money, { description: 'Every row, money that moves on again included.' })
  gross!: string;

  @Field(() => Int, { description: 'How many rows there are.' })
  rows!: number;
}

@ObjectType({ description: 'The sum of named flow classes at one stage.' })
export class MoneyTotal {
  @Field(() => [FlowClass], { description: 'The classes that are added here, as they were named.' })
  flowClasses!: FlowClass[];

  @Field(() => Stage, { description: 'The stage; stages are never added together.' })
  stage!: Stage;

  @Field(() => Money, { description: 'New money, each fen once.' })
  net!: string;

  @Field(() => Money, { description: 'Every row, money that moves on again included.' })
  gross!: string;
}

export enum MatchedRole {
  BY_OTHERS = 'BY_OTHERS',
  OF_OTHERS = 'OF_OTHERS',
}

registerEnumType(MatchedRole, {
  name: 'MatchedRole',
  description: 'How matched money stands to the money of a partner.',
  valuesConfig: {
    BY_OTHERS: { description: "What others gave to match the partner's gifts: credited to it beside its own money, and no part of that." },
    OF_OTHERS: { description: "What the partner gave to match others' gifts: a part of its own money." },
  },
});

@ObjectType({ description: 'Cash that was given to match gifts, of one flow class at one stage. In any total it counts once, with who gave it.' })
export class MatchedMoney {
  @Field(() => MatchedRole, { description: 'How it stands to the money of the partner.' })
  role!: MatchedRole;

  @Field(() => FlowClass, { description: 'Its flow class.' })
  flowClass!: FlowClass;

  @Field(() => Stage, { description: 'The stage.' })
  stage!: Stage;

  @Field(() => Money, { description: 'What was given to match.' })
  amount!: string;

  @Field(() => Int, { description: 'How many rows.' })
  rows!: number;
}

export enum LeftOutReason {
  ONWARD = 'ONWARD',
  GIVEN_IN_ANOTHER_YEAR = 'GIVEN_IN_ANOTHER_YEAR',
  CORRECTED = 'CORRECTED',
  NOT_ACCEPTED = 'NOT_ACCEPTED',
  REPORTED_FOR_WIDER_SET = 'REPORTED_FOR_WIDER_SET',
}

registerEnumType(LeftOutReason, {
  name: 'LeftOutReason',
  description: 'Why rows that concern a scope are not part of its net money.',
  valuesConfig: {
    ONWARD: { description: 'They move on money that counts already: the difference between gross and net.' },
    GIVEN_IN_ANOTHER_YEAR: { description: 'They move on money that was given in a year outside the scope; it counts net in that year.' },
    CORRECTED: { description: 'A correction has replaced them.' },
    NOT_ACCEPTED: { description: 'They were handed in and are not accepted yet. Seen by those who see such rows.' },
    REPORTED_FOR_WIDER_SET: {
      description: 'They are reported for a set of places that reaches beyond the place; they count further up and are never split.',
    },
  },
});

@ObjectType({ description: 'Rows that concern the scope and are not part of its net money, and why.' })
export class LeftOut {
  @Field(() => LeftOutReason, { description: 'Why.' })
  reason!: LeftOutReason;

  @Field(() => FlowClass, { description: 'Their flow class.' })
  flowClass!: FlowClass;

  @Field(() => Stage, { description: 'Their stage.' })
  stage!: Stage;

  @Field(() => Int, { description: 'How many rows.' })
  rows!: number;

  @Field(() => Money, { description: 'What they say together.' })
  amount!: string;
}

@ObjectType({ description: 'Help in kind of one form, staff role and unit. Different units are never added.' })
export class InKindTotal {
  @Field(() => Form, { description: 'The form.' })
  form!: Form;

  @Field(() => StaffRole, { nullable: true, description: 'For staff: which of the posted-staff counts.' })
  staffRole!: StaffRole | null;

  @Field(() => String, { description: 'The unit.' })
  unit!: string;

  @Field(() => String, { description: 'The quantity, as an exact decimal.' })
  quantity!: string;

  @Field(() => Int, { description: 'How many lines.' })
  lines!: number;

  @Field(() => Money, { nullable: true, description: 'What the valued lines are worth; null where none is valued. Never part of cash.' })
  value!: string | null;
}

export enum PeopleUnit {
  PEOPLE = 'PEOPLE',
  HOUSEHOLDS = 'HOUSEHOLDS',
  PERSON_TIMES = 'PERSON_TIMES',
}

registerEnumType(PeopleUnit, {
  name: 'PeopleUnit',
  description: 'What is counted; the three are never added to each other.',
  valuesConfig: {
    PEOPLE: { description: '人: people.' },
    HOUSEHOLDS: { description: '户: households.' },
    PERSON_TIMES: { description: '人次: person-times; one person may count several times.' },
  },
});

@ObjectType({ description: 'What one channel counted. Within a channel nobody is counted twice.' })
export class PeopleChannel {
  @Field(() => String, { description: 'Its code.' })
  code!: string;

  @Field(() => String, { description: 'Chinese name.' })
  nameZh!: string;

  @Field(() => String, { description: 'English name.' })
  nameEn!: string;

  @Field(() => String, { nullable: true, description: 'What is to be known of the count, in Chinese.' })
  noteZh!: string | null;

  @Field(() => String, { nullable: true, description: 'What is to be known of the count, in English.' })
  noteEn!: string | null;

  @Field(() => String, { description: 'The count, as an integer.' })
  people!: string;
}

@ObjectType({
  description:
    'How many were reached. Channels reach the same people, so the union is a range from the largest channel to the sum of all; there is no plain sum.',
})
export class PeopleRange {
  @Field(() => PeopleUnit, { description: 'What is counted.' })
  unit!: PeopleUnit;

  @Field(() => String, { description: 'At least so many different ones, as an integer.' })
  low!: string;

  @Field(() => String, { description: 'At most so many different ones, as an integer.' })
  high!: string;

  @Field(() => [PeopleChannel], { description: 'The channels behind it, largest first.' })
  channels!: PeopleChannel[];
}

export enum ComparisonUnit {
  FEN = 'FEN',
  PEOPLE = 'PEOPLE',
  COUNT = 'COUNT',
}

registerEnumType(ComparisonUnit, {
  name: 'ComparisonUnit',
  description: 'The unit in which a published figure and the ledger are compared.',
  valuesConfig: {
    FEN: { description: 'Fen: net disbursed money.' },
    PEOPLE: { description: 'People of the channel that the figure is about.' },
    COUNT: { description: 'Projects, partners, places or staff.' },
  },
});

@ObjectType({ description: 'A published figure beside what the ledger says for the same scope.' })
export class PublishedComparison {
  @Field(() => PublishedFigure, { description: 'The figure as published.' })
  figure!: unknown;

  @Field(() => ComparisonUnit, { nullable: true, description: 'The unit of the three values; null where the ledger holds no such thing.' })
  unit!: ComparisonUnit | null;

  @Field(() => String, { nullable: true, description: 'The published value in that unit, as an integer.' })
  published!: string | null;

  @Field(() => String, { nullable: true, description: "The ledger's value for the scope of the figure, as a decimal." })
  ledger!: string | null;

  @Field(() => String, { nullable: true, description: 'Ledger less published.' })
  difference!: string | null;
}
