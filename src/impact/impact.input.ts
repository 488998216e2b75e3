import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { ContributionState, FlowClass } from '../contribution/contribution.enums.js';
import { PartnerKind } from '../partner/partner.entity.js';
import { ProgrammeCode } from '../programme/programme.entity.js';

export enum ImpactDimension {
  YEAR = 'YEAR',
  PROGRAMME = 'PROGRAMME',
  FLOW_CLASS = 'FLOW_CLASS',
  PARTNER = 'PARTNER',
  PARTNER_KIND = 'PARTNER_KIND',
  COUNTY = 'COUNTY',
  PREFECTURE = 'PREFECTURE',
  SECTOR = 'SECTOR',
}

registerEnumType(ImpactDimension, {
  name: 'ImpactDimension',
  description: 'What impact can be broken down by, in any combination.',
  valuesConfig: {
    YEAR: { description: 'Year. Net money counts in the year it was given, gross in the year of each row.' },
    PROGRAMME: { description: 'Programme.' },
    FLOW_CLASS: { description: 'Flow class.' },
    PARTNER: { description: 'Partner that gave it.' },
    PARTNER_KIND: { description: 'Kind of that partner.' },
    COUNTY: { description: 'County. Null for what is in pools above it or was reported for several.' },
    PREFECTURE: { description: 'Prefecture. Null for what is in pools above it or was reported for several.' },
    SECTOR: { description: 'Sector. Null for money in a fund.' },
  },
});

@InputType({ description: 'The scope of an impact: all given conditions hold together. Nothing given is everything.' })
export class ImpactFilter {
  @Field(() => ProgrammeCode, { nullable: true, description: 'Under this programme.' })
  programme?: ProgrammeCode | null;

  @Field(() => ID, { nullable: true, description: 'At this place or within it: its id or its code. Unknown: NOT_FOUND.' })
  place?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Given by this partner, its districts and subsidiaries, or through it: its id or its credit code. Unknown: NOT_FOUND.',
  })
  partner?: string | null;

  @Field(() => [PartnerKind], { nullable: true, description: 'Given by partners of these kinds.' })
  partnerKinds?: PartnerKind[] | null;

  @Field(() => ID, { nullable: true, description: 'Given by partners at home within this place: its id or its code. Unknown: NOT_FOUND.' })
  partnerHome?: string | null;

  @Field(() => [FlowClass], { nullable: true, description: 'Of these flow classes.' })
  flowClasses?: FlowClass[] | null;

  @Field(() => String, { nullable: true, description: 'For this sector: its OECD DAC purpose code.' })
  sector?: string | null;

  @Field(() => Int, { nullable: true, description: 'In this year or later.' })
  fromYear?: number | null;

  @Field(() => Int, { nullable: true, description: 'In this year or earlier.' })
  toYear?: number | null;

  @Field(() => [ContributionState], {
    nullable: true,
    description:
      'Which states of review count: ACCEPTED when left out, which is what the public sees. With SUBMITTED, CONFIRMED or DISPUTED, what the viewer sees of rows not accepted yet counts too, with the figure of whoever recorded it.',
  })
  states?: ContributionState[] | null;
}
