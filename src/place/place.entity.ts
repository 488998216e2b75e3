import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';

export enum PlaceLevel {
  PROVINCE = 'PROVINCE',
  PREFECTURE = 'PREFECTURE',
  COUNTY = 'COUNTY',
  TOWNSHIP = 'TOWNSHIP',
  VILLAGE = 'VILLAGE',
}

registerEnumType(PlaceLevel, {
  name: 'PlaceLevel',
  description: 'The level of an administrative division (GB/T 2260, GB/T 10114).',
  valuesConfig: {
    PROVINCE: { description: '省、自治区、直辖市: code of 2 digits.' },
    PREFECTURE: { description: '地级市、自治州: code of 4 digits.' },
    COUNTY: { description: '县、县级市、区: code of 6 digits.' },
    TOWNSHIP: { description: '乡、镇、街道: code of 9 digits.' },
    VILLAGE: { description: '行政村、社区 (12 digits) and natural villages (15 digits, or without a published code).' },
  },
});

@ObjectType({ implements: Node, description: 'An administrative division 行政区: province, prefecture, county, township or village.' })
@Entity({ tableName: 'place' })
export class Place extends Node {
  @Field(() => String, {
    nullable: true,
    description:
      'Statistical code without trailing zeros: 2, 4, 6, 9, 12 or 15 digits. Null where none is published. The six-digit form (530000) is accepted wherever a code is asked for.',
  })
  @Property({ type: 'text', nullable: true })
  code!: string | null;

  @Field(() => PlaceLevel, { description: 'Its level.' })
  @Property({ type: 'text' })
  level!: PlaceLevel;

  @Field(() => String, { description: 'Chinese name.' })
  @Property({ type: 'text' })
  nameZh!: string;

  @Field(() => String, { nullable: true, description: 'English name.' })
  @Property({ type: 'text', nullable: true })
  nameEn!: string | null;

  @Field(() => String, { nullable: true, description: 'Short Chinese name, for maps.' })
  @Property({ type: 'text', nullable: true })
  shortZh!: string | null;

  @Field(() => Place, { nullable: true, description: 'The place one level up; null for a province.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'parent_id' })
  parent!: Place | null;

  @Field(() => Place, { nullable: true, description: 'Its province, or itself.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'province_id', persist: false })
  province!: Place | null;

  @Field(() => Place, { nullable: true, description: 'Its prefecture, or itself; null above that level and in municipalities.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'prefecture_id', persist: false })
  prefecture!: Place | null;

  @Field(() => Place, { nullable: true, description: 'Its county, or itself; null above that level.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'county_id', persist: false })
  county!: Place | null;

  @Field(() => Place, { nullable: true, description: 'Its township, or itself; null above that level.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'township_id', persist: false })
  township!: Place | null;

  @Field(() => LocalDate, { nullable: true, description: 'First day the code is in force; null where it is not recorded.' })
  @Property({ type: 'date', nullable: true })
  validFrom!: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day the code was in force; null while it is.' })
  @Property({ type: 'date', nullable: true })
  validTo!: string | null;

  @Field(() => Place, {
    nullable: true,
    description: 'The place that this code became. Both count as one place in every figure (533321 until 2015 and 533301 since are one county).',
  })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'replaced_by_id' })
  replacedBy!: Place | null;

  @Field(() => String, { nullable: true, description: 'Where the code and the name come from.' })
  @Property({ type: 'text', nullable: true })
  source!: string | null;

  @Field(() => Boolean, { description: 'True for a generated example; false for a real place.' })
  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Property({ type: new BigIntType('string'), nullable: true, persist: false })
  villageId!: string | null;
}
