import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { ProgrammeCode } from '../programme/programme.entity.js';
import { Decimal } from '../shared/decimal.scalar.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { ProjectStatus } from './project.entity.js';

export enum ProjectOrder {
  NEWEST = 'NEWEST',
  NAME = 'NAME',
  PLANNED_START = 'PLANNED_START',
}

registerEnumType(ProjectOrder, {
  name: 'ProjectOrder',
  description: 'Orders of a list of projects.',
  valuesConfig: {
    NEWEST: { description: 'Recorded last first.' },
    NAME: { description: 'By Chinese name, in code point order.' },
    PLANNED_START: { description: 'By first day as planned; projects without one come first.' },
  },
});

@InputType({ description: 'What projects to list. All given conditions hold together.' })
export class ProjectFilter {
  @Field(() => ProgrammeCode, { nullable: true, description: 'Under this programme.' })
  programme?: ProgrammeCode | null;

  @Field(() => ID, { nullable: true, description: 'With a place within this one: its id or its code. Unknown: NOT_FOUND.' })
  place?: string | null;

  @Field(() => ID, { nullable: true, description: 'Led by this partner: its id or its credit code. Unknown: NOT_FOUND.' })
  leadPartner?: string | null;

  @Field(() => String, { nullable: true, description: 'For this sector: its OECD DAC purpose code.' })
  sector?: string | null;

  @Field(() => [ProjectStatus], { nullable: true, description: 'In any of these states.' })
  statuses?: ProjectStatus[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True for generated examples only, false for real projects only.' })
  synthetic?: boolean | null;
}

@InputType({ description: 'A place with its share of a figure.' })
export class PlaceShareInput {
  @Field(() => ID, { description: 'The place, by id or code.' })
  place!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its share as a fraction "1/3" or a percentage "33.34%". Left out for one place alone, and for all places of a set.',
  })
  share?: string | null;
}

@InputType({ description: 'A project to propose.' })
export class ProposeProjectInput {
  @Field(() => ProgrammeCode, { description: 'The programme it belongs to.' })
  programme!: ProgrammeCode;

  @Field(() => String, { description: 'Chinese name, 1 to 200 characters.' })
  nameZh!: string;

  @Field(() => String, { nullable: true, description: 'English name, at most 200 characters.' })
  nameEn?: string | null;

  @Field(() => String, { nullable: true, description: 'What is to be done, at most 2,000 characters.' })
  description?: string | null;

  @Field(() => String, { description: 'What it is for: an OECD DAC purpose code from `sectors`.' })
  sector!: string;

  @Field(() => [PlaceShareInput], { description: 'Where, 1 to 100 places. Shares sum to exactly 100 %, or `reportedForSet` is true.' })
  places!: PlaceShareInput[];

  @Field(() => Boolean, { nullable: true, description: 'True when the figures are reported for all the places together and are never split.' })
  reportedForSet?: boolean | null;

  @Field(() => [ID], { nullable: true, description: "The pairings it is done under: pairings of this programme, one of them the partner's own." })
  pairings?: string[] | null;

  @Field(() => LocalDate, { nullable: true, description: 'First day as planned.' })
  plannedStartOn?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day as planned.' })
  plannedEndOn?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Budget in yuan.' })
  budget?: string | null;
}

@InputType({ description: 'What changes of a project. What is left out stays.' })
export class UpdateProjectInput {
  @Field(() => ID, { description: 'The project.' })
  project!: string;

  @Field(() => Int, { description: 'The version that the change is made to. Another one is CONFLICT.' })
  version!: number;

  @Field(() => String, { nullable: true, description: 'Chinese name, 1 to 200 characters.' })
  nameZh?: string | null;

  @Field(() => String, { nullable: true, description: 'English name, at most 200 characters.' })
  nameEn?: string | null;

  @Field(() => String, { nullable: true, description: 'What is done, at most 2,000 characters.' })
  description?: string | null;

  @Field(() => ProjectStatus, {
    nullable: true,
    description:
      'APPROVED → UNDER_WAY → COMPLETED, or CANCELLED before that; WITHDRAWN before it is approved; RETURNED → PROPOSED, which hands it in again. `viewerCanSet` says which now. What others decide are mutations of their own.',
  })
  status?: ProjectStatus | null;

  @Field(() => String, { nullable: true, description: 'Why, 1 to 500 characters; compulsory for CANCELLED, and only with a new status.' })
  reason?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'First day as planned.' })
  plannedStartOn?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day as planned.' })
  plannedEndOn?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'First day as it came, not in the future.' })
  actualStartOn?: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day as it came, not in the future.' })
  actualEndOn?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Budget in yuan.' })
  budget?: string | null;
}

@InputType({ description: 'A step of acceptance of a completed project.' })
export class AcceptProjectInput {
  @Field(() => ID, { description: 'The project.' })
  project!: string;

  @Field(() => LocalDate, { description: 'The day it was accepted on, not in the future.' })
  acceptedOn!: string;

  @Field(() => String, { nullable: true, description: 'What was found, at most 500 characters.' })
  note?: string | null;
}

@InputType({ description: 'An objection to a project on public notice.' })
export class ObjectToProjectInput {
  @Field(() => ID, { description: 'The project.' })
  project!: string;

  @Field(() => String, { description: 'What is against it, 1 to 2,000 characters.' })
  body!: string;
}
