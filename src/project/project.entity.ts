import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Programme } from '../programme/programme.entity.js';
import { Sector } from '../programme/sector.entity.js';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { Money } from '../shared/money/money.type.js';

export enum ProjectStatus {
  PROPOSED = 'PROPOSED',
  ON_NOTICE = 'ON_NOTICE',
  RETURNED = 'RETURNED',
  APPROVED = 'APPROVED',
  UNDER_WAY = 'UNDER_WAY',
  SUSPENDED = 'SUSPENDED',
  COMPLETED = 'COMPLETED',
  FIRST_ACCEPTED = 'FIRST_ACCEPTED',
  ACCEPTED = 'ACCEPTED',
  CANCELLED = 'CANCELLED',
  WITHDRAWN = 'WITHDRAWN',
}

registerEnumType(ProjectStatus, {
  name: 'ProjectStatus',
  description: "Where a project is in its life, with the code of IATI's list of activity statuses that it is there.",
  valuesConfig: {
    PROPOSED: {
      description: '申报: handed in, not approved. Seen by its partners, its places and the programme office only. IATI 1, pipeline.',
    },
    ON_NOTICE: { description: '公示中: in public notice, so that anybody may object before it is approved. IATI 1, pipeline.' },
    RETURNED: {
      description: '退回: sent back to be mended and handed in again. Seen by those who saw it proposed. IATI 1, pipeline.',
    },
    APPROVED: { description: '已批复: approved, work not begun. IATI 1, pipeline.' },
    UNDER_WAY: { description: '实施中: work has begun. IATI 2, implementation.' },
    SUSPENDED: {
      description: '暂停: held up by itself or by an agreement that it is done under; it takes no more contributions. IATI 6, suspended.',
    },
    COMPLETED: { description: '完工: work is done. IATI 3, finalisation.' },
    FIRST_ACCEPTED: { description: '初验: accepted by its county, or by the smallest place above that holds all its places. IATI 3, finalisation.' },
    ACCEPTED: { description: '终验: accepted by what lies above that, too. IATI 4, closed.' },
    CANCELLED: { description: '取消: given up after it was approved; it takes no more contributions. IATI 5, cancelled.' },
    WITHDRAWN: { description: '撤回: taken back before it was approved. Seen by those who saw it proposed. IATI 5, cancelled.' },
  },
});

/** How a figure belongs to several places. */
export enum PlaceMode {
  SHARED = 'SHARED',
  SET = 'SET',
}

registerEnumType(PlaceMode, {
  name: 'PlaceMode',
  description: 'How a figure belongs to its places.',
  valuesConfig: {
    SHARED: { description: 'Each place has a share, and the shares sum to exactly 100 %. One place has all of it.' },
    SET: { description: 'Reported for the set: it counts for the set and for every place that holds the whole set, and is never split.' },
  },
});

@ObjectType({ implements: Node, description: 'Work done 项目 under one or more pairings, in one or more places, in one sector.' })
@Entity({ tableName: 'project' })
export class Project extends Node {
  @Field(() => Programme, { description: 'The programme it belongs to.' })
  @ManyToOne(() => Programme, { fieldName: 'programme' })
  programme!: Programme;

  @Field(() => String, { description: 'Chinese name.' })
  @Property({ type: 'text' })
  nameZh!: string;

  @Field(() => String, { nullable: true, description: 'English name.' })
  @Property({ type: 'text', nullable: true })
  nameEn!: string | null;

  @Field(() => String, { nullable: true, description: 'What is done, in the words of the partner.' })
  @Property({ type: 'text', nullable: true })
  description!: string | null;

  @Field(() => Partner, { description: 'The partner that leads it.' })
  @ManyToOne(() => Partner, { fieldName: 'lead_partner_id' })
  leadPartner!: Partner;

  @Field(() => Sector, { description: 'What it is for.' })
  @ManyToOne(() => Sector, { fieldName: 'sector_code' })
  sector!: Sector;

  @Field(() => ProjectStatus, { description: 'Where it is in its life.' })
  @Property({ type: 'text' })
  status!: ProjectStatus;

  @Field(() => DateTimeResolver, {
    nullable: true,
    description: 'Since when it is there; null where it was loaded so, or came there before this was kept.',
  })
  @Property({ type: 'timestamptz', nullable: true, persist: false })
  statusSince!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it was returned, suspended or cancelled, or the note with which it was approved; null where nothing was said.',
  })
  @Property({ type: 'text', nullable: true })
  statusReason!: string | null;

  @Field(() => ProjectStatus, { nullable: true, description: 'While it is suspended: what it goes back to.' })
  @Property({ type: 'text', nullable: true, persist: false })
  suspendedFrom!: ProjectStatus | null;

  @Field(() => LocalDate, { nullable: true, description: 'First day of its public notice; null where it had none.' })
  @Property({ type: 'date', nullable: true })
  noticeStartedOn!: string | null;

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Last day of its public notice; it may be approved from the day after. Null where it had none.',
  })
  @Property({ type: 'date', nullable: true })
  noticeEndsOn!: string | null;

  @Field(() => PlaceMode, { description: 'How it belongs to its places.' })
  @Property({ type: 'text' })
  placeMode!: PlaceMode;

  @Field(() => Place, { description: 'Its place; of several, the smallest place that holds them all.' })
  @ManyToOne(() => Place, { fieldName: 'place_id' })
  place!: Place;

  @Field(() => LocalDate, { nullable: true, description: 'First day as planned.' })
  @Property({ type: 'date', nullable: true })
  plannedStartOn!: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day as planned.' })
  @Property({ type: 'date', nullable: true })
  plannedEndOn!: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'First day as it came.' })
  @Property({ type: 'date', nullable: true })
  actualStartOn!: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day as it came.' })
  @Property({ type: 'date', nullable: true })
  actualEndOn!: string | null;

  @Field(() => Money, { nullable: true, description: 'Budget as planned. It is a plan, never part of a total of contributions.' })
  @Property({ type: new BigIntType('string'), nullable: true, fieldName: 'budget_fen' })
  budget!: string | null;

  @Field(() => Boolean, { description: 'True for a generated example.' })
  @Property({ type: 'boolean', default: false })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was recorded here.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;

  @Field(() => Int, { description: 'Goes up with each change; `updateProject` takes it, so that nobody overwrites what they have not seen.' })
  @Property({ type: 'integer' })
  version!: number;
}

@ObjectType({ description: 'A place of a project, with its share.' })
@Entity({ tableName: 'project_place' })
export class ProjectPlace {
  @PrimaryKey({ type: new BigIntType('string'), fieldName: 'project_id' })
  projectId!: string;

  @Field(() => Place, { description: 'The place.' })
  @ManyToOne(() => Place, { primary: true, fieldName: 'place_id' })
  place!: Place;

  @Property({ type: 'smallint' })
  ordinal!: number;

  @Property({ type: new BigIntType('string'), nullable: true })
  shareParts!: string | null;

  @Property({ type: new BigIntType('string'), nullable: true })
  shareWhole!: string | null;

  @Field(() => String, { nullable: true, description: 'Its exact share, such as "1/3" or "33.34%"; null where the project is reported for the set.' })
  share!: string | null;
}
