import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PartnerKind } from '../partner/partner.entity.js';
import { PlaceLevel } from '../place/place.entity.js';

export enum ProgrammeCode {
  EAST_WEST = 'EAST_WEST',
  FIXED_POINT = 'FIXED_POINT',
  TEN_THOUSAND_ENTERPRISES = 'TEN_THOUSAND_ENTERPRISES',
  DEPARTMENT_HOOKUP = 'DEPARTMENT_HOOKUP',
  SOCIAL_DONATION = 'SOCIAL_DONATION',
  INTRA_PROVINCE = 'INTRA_PROVINCE',
  ENTERPRISE_GROUP = 'ENTERPRISE_GROUP',
}

registerEnumType(ProgrammeCode, {
  name: 'ProgrammeCode',
  description: 'The channels 帮扶机制 that help comes through.',
  valuesConfig: {
    EAST_WEST: { description: '东西部协作: eastern provinces and their districts with counties of Yunnan.' },
    FIXED_POINT: { description: '定点帮扶: central units with counties.' },
    TEN_THOUSAND_ENTERPRISES: { description: '万企帮万村: enterprises and chambers with villages.' },
    DEPARTMENT_HOOKUP: { description: '挂包帮: departments with counties and villages.' },
    SOCIAL_DONATION: { description: '社会捐赠: gifts from anybody else.' },
    INTRA_PROVINCE: { description: '省内对口帮扶: a prefecture of Yunnan with a county of another.' },
    ENTERPRISE_GROUP: { description: '企业集团帮扶: a large enterprise with a prefecture or counties.' },
  },
});

@ObjectType({ description: 'Which kind of partner pairs with which level of place under a programme.' })
@Entity({ tableName: 'programme_level' })
export class ProgrammeLevel {
  @PrimaryKey({ type: 'text' })
  programme!: ProgrammeCode;

  @Field(() => PartnerKind, { description: 'The kind of partner.' })
  @PrimaryKey({ type: 'text' })
  partnerKind!: PartnerKind;

  @Field(() => PlaceLevel, { description: 'The level of place.' })
  @PrimaryKey({ type: 'text' })
  placeLevel!: PlaceLevel;
}

@ObjectType({ description: 'A channel 帮扶机制 that help comes through, with its rule who pairs with what.' })
@Entity({ tableName: 'programme' })
export class Programme {
  @Field(() => ProgrammeCode, { description: 'Its code.' })
  @PrimaryKey({ type: 'text' })
  code!: ProgrammeCode;

  @Field(() => String, { description: 'Chinese name.' })
  @Property({ type: 'text' })
  nameZh!: string;

  @Field(() => String, { description: 'English name.' })
  @Property({ type: 'text' })
  nameEn!: string;

  @Field(() => String, { description: 'What it is, in Chinese.' })
  @Property({ type: 'text' })
  descriptionZh!: string;

  @Field(() => String, { description: 'What it is, in English.' })
  @Property({ type: 'text' })
  descriptionEn!: string;

  @Field(() => Int, { description: 'How many days the receiving side has to confirm a contribution.' })
  @Property({ type: 'smallint' })
  confirmDays!: number;

  @Field(() => Int, { description: 'How many days there are to accept what was confirmed.' })
  @Property({ type: 'smallint' })
  acceptDays!: number;

  @Field(() => Int, { description: 'How many days there are to mend what was sent back or is disputed.' })
  @Property({ type: 'smallint' })
  mendDays!: number;

  @Field(() => Int, {
    description: 'How many days a proposed project stands in public notice before it may be approved. With 0 it is approved as it is proposed.',
  })
  @Property({ type: 'smallint' })
  noticeDays!: number;

  @Field(() => Int, { description: 'How many days each side has to sign an agreement or an amendment.' })
  @Property({ type: 'smallint' })
  signDays!: number;

  @Field(() => Int, {
    description:
      'How many days the level above has to answer a request for a correction in a closed period, and how many its consent is then good for.',
  })
  @Property({ type: 'smallint' })
  consentDays!: number;

  @Field(() => Int, { description: 'How many days before a report is due its partner is reminded of it.' })
  @Property({ type: 'smallint' })
  remindDays!: number;
}
