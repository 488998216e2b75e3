import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Place } from '../place/place.entity.js';
import { Node } from '../reading/node.js';

export enum PartnerKind {
  EASTERN_PROVINCE = 'EASTERN_PROVINCE',
  EASTERN_DISTRICT = 'EASTERN_DISTRICT',
  LOCAL_GOVERNMENT = 'LOCAL_GOVERNMENT',
  CENTRAL_UNIT = 'CENTRAL_UNIT',
  ENTERPRISE = 'ENTERPRISE',
  CHAMBER_OF_COMMERCE = 'CHAMBER_OF_COMMERCE',
  SOCIAL_ORGANISATION = 'SOCIAL_ORGANISATION',
  DEPARTMENT = 'DEPARTMENT',
  UNIVERSITY = 'UNIVERSITY',
  SCHOOL = 'SCHOOL',
  HOSPITAL = 'HOSPITAL',
}

registerEnumType(PartnerKind, {
  name: 'PartnerKind',
  description: 'Kinds of partner 帮扶方.',
  valuesConfig: {
    EASTERN_PROVINCE: { description: '东部省市: an eastern province or municipality (Shanghai, Guangdong).' },
    EASTERN_DISTRICT: { description: '东部区、市、镇街: a district, city, town or zone of an eastern province.' },
    LOCAL_GOVERNMENT: { description: '省内地方政府: a prefecture or county of Yunnan that helps another.' },
    CENTRAL_UNIT: { description: '中央单位: a state organ, university or group in the fixed-point programme.' },
    ENTERPRISE: { description: '企业: a company or a group of companies.' },
    CHAMBER_OF_COMMERCE: { description: '商会: a chamber, whose members are its children.' },
    SOCIAL_ORGANISATION: { description: '社会组织: a foundation, association or charity.' },
    DEPARTMENT: { description: '部门(单位): a department of the province or below, in the hook-up programme.' },
    UNIVERSITY: { description: '高校.' },
    SCHOOL: { description: '学校.' },
    HOSPITAL: { description: '医院.' },
  },
});

/** The kinds that govern a place, which is their natural key. */
export const GOVERNMENTS: readonly PartnerKind[] = [PartnerKind.EASTERN_PROVINCE, PartnerKind.EASTERN_DISTRICT, PartnerKind.LOCAL_GOVERNMENT];

@ObjectType({
  implements: Node,
  description: 'Whoever gives 帮扶方: a government, a central unit, an enterprise, a chamber, an organisation, a department.',
})
@Entity({ tableName: 'partner' })
export class Partner extends Node {
  @Field(() => PartnerKind, { description: 'What it is.' })
  @Property({ type: 'text' })
  kind!: PartnerKind;

  @Field(() => String, {
    nullable: true,
    description: 'Unified social credit code (GB 32100-2015), its check character verified. Null for governments and where no source gives it.',
  })
  @Property({ type: 'text', nullable: true })
  creditCode!: string | null;

  @Field(() => String, { description: 'Chinese name.' })
  @Property({ type: 'text' })
  nameZh!: string;

  @Field(() => String, { nullable: true, description: 'English name.' })
  @Property({ type: 'text', nullable: true })
  nameEn!: string | null;

  @Field(() => Place, { nullable: true, description: 'Where it is at home; for a government, the place it governs.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'home_id' })
  home!: Place | null;

  @Field(() => Partner, {
    nullable: true,
    description: 'What it belongs to: a district to its province, a subsidiary to its group, a member to its chamber.',
  })
  @ManyToOne(() => Partner, { nullable: true, fieldName: 'parent_id' })
  parent!: Partner | null;

  @Field(() => String, { nullable: true, description: 'Where the record comes from.' })
  @Property({ type: 'text', nullable: true })
  source!: string | null;

  @Field(() => Boolean, { description: 'True for a generated example; false for a real organisation.' })
  @Property({ type: 'boolean', default: false })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was registered here.' })
  @Property({ type: 'timestamptz', persist: false })
  registeredAt!: string;
}
