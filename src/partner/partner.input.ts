import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { PartnerKind } from './partner.entity.js';

export enum PartnerOrder {
  NAME = 'NAME',
  NEWEST = 'NEWEST',
}

registerEnumType(PartnerOrder, {
  name: 'PartnerOrder',
  description: 'Orders of a list of partners.',
  valuesConfig: {
    NAME: { description: 'By Chinese name, in code point order.' },
    NEWEST: { description: 'Registered last first.' },
  },
});

@InputType({ description: 'What partners to list. All given conditions hold together.' })
export class PartnerFilter {
  @Field(() => [PartnerKind], { nullable: true, description: 'Of any of these kinds.' })
  kinds?: PartnerKind[] | null;

  @Field(() => String, { nullable: true, description: 'Whose Chinese or English name contains this text, or whose credit code is this text.' })
  search?: string | null;

  @Field(() => ID, { nullable: true, description: 'At home within this place: its id or its statistical code. Unknown: NOT_FOUND.' })
  home?: string | null;

  @Field(() => ID, { nullable: true, description: 'Directly under this partner: its id or its credit code. Unknown: NOT_FOUND.' })
  parent?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True for generated examples only, false for real organisations only.' })
  synthetic?: boolean | null;
}

@InputType({ description: 'A partner to register.' })
export class RegisterPartnerInput {
  @Field(() => PartnerKind, { description: 'What it is.' })
  kind!: PartnerKind;

  @Field(() => String, { description: 'Chinese name, 1 to 200 characters.' })
  nameZh!: string;

  @Field(() => String, { nullable: true, description: 'English name, at most 200 characters.' })
  nameEn?: string | null;

  @Field(() => String, { nullable: true, description: 'Unified social credit code. Compulsory for all but governments, and unique.' })
  creditCode?: string | null;

  @Field(() => ID, { nullable: true, description: 'Where it is at home, by id or code. Compulsory for a government: the place it governs.' })
  home?: string | null;

  @Field(() => ID, { nullable: true, description: 'What it belongs to, by id or credit code.' })
  parent?: string | null;
}
