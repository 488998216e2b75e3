import { Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Partner } from '../partner/partner.entity.js';
import { ReportingPeriod } from '../period/period.entity.js';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { ReportState } from './report.enums.js';

@ObjectType({
  implements: Node,
  description:
    'A report 报表: what a partner owes for a period of a programme, and what it hands in. A partner owes one for each period that asks for reports and in which a pairing of it is in force under the programme, or in which it gave something under the programme that was handed in. Seen by the partner; once it is handed in, by the places that it concerns and those around them; by the programme office, auditors and administrators; never by the public.',
})
@Entity({ tableName: 'report' })
export class Report extends Node {
  @Field(() => ReportingPeriod, { description: 'The period that it is owed for.' })
  @ManyToOne(() => ReportingPeriod, { fieldName: 'period_id' })
  period!: ReportingPeriod;

  @Field(() => Partner, { description: 'The partner that owes it.' })
  @ManyToOne(() => Partner, { fieldName: 'partner_id' })
  partner!: Partner;

  @Field(() => ReportState, { description: 'How far it is.' })
  state!: ReportState;

  @Field(() => LocalDate, { description: 'The last day to hand it in: that of its period.' })
  @Property({ type: 'date' })
  dueOn!: string;

  @Field(() => Int, { description: 'How often it was handed in: 0 before the first time.' })
  @Property({ type: 'smallint' })
  round!: number;

  @Field(() => Int, { description: 'How often it was changed, plus one; a change names the version that it is made to.' })
  @Property({ type: 'integer' })
  version!: number;

  @Field(() => Boolean, { description: 'True for a generated example.' })
  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'Since when it is owed here.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;
}
