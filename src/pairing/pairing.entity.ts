import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Programme } from '../programme/programme.entity.js';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';

export enum DatePrecision {
  DAY = 'DAY',
  MONTH = 'MONTH',
  YEAR = 'YEAR',
  UNKNOWN = 'UNKNOWN',
}

registerEnumType(DatePrecision, {
  name: 'DatePrecision',
  description: 'How much of a date the source says.',
  valuesConfig: {
    DAY: { description: 'The day.' },
    MONTH: { description: 'The month; a start is given as its first day, an end as its last.' },
    YEAR: { description: 'The year; a start is given as 1 January, an end as 31 December.' },
    UNKNOWN: { description: 'Nothing; the start is null and counts as always.' },
  },
});

export enum PairingEvidence {
  RECORDED = 'RECORDED',
  VERIFIED = 'VERIFIED',
  VERIFIED_PREFECTURE_LEVEL = 'VERIFIED_PREFECTURE_LEVEL',
}

registerEnumType(PairingEvidence, {
  name: 'PairingEvidence',
  description: 'What stands behind a pairing.',
  valuesConfig: {
    RECORDED: { description: 'Agreed and recorded in this system.' },
    VERIFIED: { description: 'Named by a report with medium, title and date.' },
    VERIFIED_PREFECTURE_LEVEL: { description: 'Named by a report, for the prefecture as a whole.' },
  },
});

@ObjectType({
  implements: Node,
  description: 'A dated relation 结对 between a partner and a place under one programme. The same three never overlap in time.',
})
@Entity({ tableName: 'pairing' })
export class Pairing extends Node {
  @Field(() => Programme, { description: 'The programme it belongs to.' })
  @ManyToOne(() => Programme, { fieldName: 'programme' })
  programme!: Programme;

  @Field(() => Partner, { description: 'Who helps.' })
  @ManyToOne(() => Partner, { fieldName: 'partner_id' })
  partner!: Partner;

  @Field(() => Place, { description: 'The place that is helped.' })
  @ManyToOne(() => Place, { fieldName: 'place_id' })
  place!: Place;

  @Field(() => LocalDate, { nullable: true, description: 'First day in force; null where no source says it. Read it with `datePrecision`.' })
  @Property({ type: 'date', nullable: true })
  startedOn!: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day in force; null while it goes on.' })
  @Property({ type: 'date', nullable: true })
  endedOn!: string | null;

  @Field(() => DatePrecision, { description: 'How much of the dates is known.' })
  @Property({ type: 'text' })
  datePrecision!: DatePrecision;

  @Field(() => String, { nullable: true, description: 'The number of the agreement 协议, as the partners gave it.' })
  @Property({ type: 'text', nullable: true })
  agreementNumber!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it ended.' })
  @Property({ type: 'text', nullable: true })
  endReason!: string | null;

  @Field(() => PairingEvidence, { description: 'What stands behind it.' })
  @Property({ type: 'text' })
  evidence!: PairingEvidence;

  @Field(() => String, { nullable: true, description: 'What the source says beyond the pairing, in Chinese.' })
  @Property({ type: 'text', nullable: true })
  noteZh!: string | null;

  @Field(() => String, { nullable: true, description: 'Medium, date and title of the report; null for pairings agreed here.' })
  @Property({ type: 'text', nullable: true })
  source!: string | null;

  @Field(() => String, { nullable: true, description: 'A link to the report, only where it is the original site.' })
  @Property({ type: 'text', nullable: true })
  sourceUrl!: string | null;

  @Field(() => Boolean, { description: 'True for a generated example.' })
  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was recorded here.' })
  @Property({ type: 'timestamptz' })
  recordedAt!: string;
}
