import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Contribution } from '../contribution/contribution.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Programme } from '../programme/programme.entity.js';
import { Project } from '../project/project.entity.js';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { SampleStrata, SampleSubject } from './audit.enums.js';

@ObjectType({
  implements: Node,
  description:
    'A random sample 抽样 that anybody can draw again: of each stratum of the frame the first rows in the order of SHA-256 over the UTF-8 text "<seed> <type>:<number>", such as "abcdefgh Contribution:12", which is what the row’s id says in base64url.',
})
@Entity({ tableName: 'audit_sample' })
export class AuditSample extends Node {
  @Field(() => String, { description: 'What it is called.' })
  @Property({ type: 'text' })
  title!: string;

  @Field(() => SampleSubject, { description: 'What it is drawn from.' })
  @Property({ type: 'text' })
  subject!: SampleSubject;

  @Field(() => Programme, { nullable: true, description: 'Of the frame: under this programme alone.' })
  @ManyToOne(() => Programme, { nullable: true, fieldName: 'programme' })
  programme!: Programme | null;

  @Field(() => Place, { nullable: true, description: 'Of the frame: at this place or within it.' })
  @ManyToOne(() => Place, { nullable: true, fieldName: 'place_id' })
  place!: Place | null;

  @Field(() => Partner, { nullable: true, description: 'Of the frame: given or led by this partner, those under it, or through it.' })
  @ManyToOne(() => Partner, { nullable: true, fieldName: 'partner_id' })
  partner!: Partner | null;

  @Field(() => LocalDate, { nullable: true, description: 'Of the frame: on this day or later. Of projects it is their start.' })
  @Property({ type: 'date', nullable: true, fieldName: 'from_day' })
  from!: string | null;

  @Field(() => LocalDate, { nullable: true, description: 'Of the frame: on this day or earlier.' })
  @Property({ type: 'date', nullable: true, fieldName: 'to_day' })
  to!: string | null;

  @Field(() => SampleStrata, { description: 'What it is drawn from each of.' })
  @Property({ type: 'text' })
  strata!: SampleStrata;

  @Field(() => String, { description: 'The seed.' })
  @Property({ type: 'text' })
  seed!: string;

  @Field(() => Int, { nullable: true, description: 'How many rows of each stratum, or all where it has fewer; null where a rate was named.' })
  @Property({ type: 'integer', nullable: true })
  size!: number | null;

  @Field(() => String, { nullable: true, description: 'Which part of each stratum, rounded up to whole rows; null where a size was named.' })
  @Property({ type: 'numeric', nullable: true })
  rate!: string | null;

  @Field(() => Int, { description: 'How many rows the frame had.' })
  frameSize!: number;

  @Field(() => String, {
    description: 'SHA-256, in hexadecimal, of the names of the rows of the frame in the order of their numbers, each with a line feed behind it.',
  })
  frameSha256!: string;

  @Field(() => String, { nullable: true, description: "The auditor's name; null in generated examples." })
  @Property({ type: 'text', nullable: true })
  accountName!: string | null;

  @Field(() => Boolean, { description: 'True for a generated example.' })
  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was drawn: the moment that the frame is of.' })
  @Property({ type: 'timestamptz', persist: false })
  drawnAt!: string;

  @Field(() => DateTimeResolver, {
    nullable: true,
    description: 'When it was published with its visits and what was sent of its findings; null before.',
  })
  @Property({ type: 'timestamptz', nullable: true })
  publishedAt!: string | null;
}

@ObjectType({ description: 'A row of a sample.' })
@Entity({ tableName: 'audit_sample_row' })
export class AuditSampleRow {
  @PrimaryKey({ type: new BigIntType('string') })
  sampleId!: string;

  @Field(() => Int, { description: 'Its number in the sample, from 1: by stratum, and then as drawn.' })
  @PrimaryKey({ type: 'integer' })
  ordinal!: number;

  @Field(() => Contribution, { nullable: true, description: 'The contribution, where the sample is of contributions.' })
  @ManyToOne(() => Contribution, { nullable: true, fieldName: 'contribution_id' })
  contribution!: Contribution | null;

  @Field(() => Project, { nullable: true, description: 'The project, where the sample is of projects.' })
  @ManyToOne(() => Project, { nullable: true, fieldName: 'project_id' })
  project!: Project | null;
}

@ObjectType({ description: 'A row of the frame that a sample was drawn from.' })
export class FramedRow {
  @Field(() => String, { description: 'What the draw hashes behind the seed, such as "Contribution:12".' })
  name!: string;

  @Field(() => String, { description: 'The number of its stratum: of the partner or the county, or 0 for none.' })
  stratum!: string;
}
