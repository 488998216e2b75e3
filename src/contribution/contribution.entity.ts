import { BigIntType } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Fund } from '../fund/fund.entity.js';
import { Pairing } from '../pairing/pairing.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Programme } from '../programme/programme.entity.js';
import { Sector } from '../programme/sector.entity.js';
import { PlaceMode, Project } from '../project/project.entity.js';
import { Node } from '../reading/node.js';
import { LocalDate } from '../shared/local-date.scalar.js';
import { Money } from '../shared/money/money.type.js';
import { Confirmation } from './confirmation.entity.js';
import { ContributionState, FlowClass, Form, StaffRole, Stage } from './contribution.enums.js';

@ObjectType({ description: 'A place of a contribution, with its share and its part of the amount.' })
@Entity({ tableName: 'contribution_place' })
export class ContributionPlace {
  @PrimaryKey({ type: new BigIntType('string') })
  contributionId!: string;

  @Field(() => Place, { description: 'The place.' })
  @ManyToOne(() => Place, { primary: true, fieldName: 'place_id' })
  place!: Place;

  @Property({ type: new BigIntType('string'), nullable: true })
  shareParts!: string | null;

  @Property({ type: new BigIntType('string'), nullable: true })
  shareWhole!: string | null;

  @Field(() => String, { nullable: true, description: 'Its exact share, such as "1/3"; null where the figure is reported for the set.' })
  share!: string | null;

  @Field(() => Money, {
    nullable: true,
    description: 'Its part of the amount, to the fen by largest remainder: the parts sum to the whole. Null in kind and for a set.',
  })
  @Property({ type: new BigIntType('string'), nullable: true, fieldName: 'amount_fen' })
  amount!: string | null;
}

@ObjectType({ description: 'A sector of a contribution, with its share and its part of the amount.' })
@Entity({ tableName: 'contribution_sector' })
export class ContributionSector {
  @PrimaryKey({ type: new BigIntType('string') })
  contributionId!: string;

  @Field(() => Sector, { description: 'The sector.' })
  @ManyToOne(() => Sector, { primary: true, fieldName: 'sector_code' })
  sector!: Sector;

  @Property({ type: new BigIntType('string') })
  shareParts!: string;

  @Property({ type: new BigIntType('string') })
  shareWhole!: string;

  @Field(() => String, { description: 'Its exact share, such as "40%".' })
  share!: string;

  @Field(() => Money, { nullable: true, description: 'Its part of the amount, to the fen by largest remainder; null in kind.' })
  @Property({ type: new BigIntType('string'), nullable: true, fieldName: 'amount_fen' })
  amount!: string | null;
}

@ObjectType({ description: 'A line of a contribution in kind.' })
@Entity({ tableName: 'contribution_line' })
export class ContributionLine {
  @PrimaryKey({ type: new BigIntType('string') })
  contributionId!: string;

  @PrimaryKey({ type: 'smallint' })
  ordinal!: number;

  @Field(() => String, { description: 'What was given.' })
  @Property({ type: 'text' })
  item!: string;

  @Field(() => String, { description: 'How much, as an exact decimal with at most three decimals.' })
  @Property({ type: 'numeric' })
  quantity!: string;

  @Field(() => String, { description: 'The unit of the quantity, such as 吨 or 人次.' })
  @Property({ type: 'text' })
  unit!: string;

  @Field(() => StaffRole, { nullable: true, description: 'For staff: which of the posted-staff counts it is.' })
  @Property({ type: 'text', nullable: true })
  staffRole!: StaffRole | null;

  @Field(() => Money, { nullable: true, description: 'What one unit is worth; null where nobody valued it.' })
  @Property({ type: new BigIntType('string'), nullable: true, fieldName: 'unit_value_fen' })
  unitValue!: string | null;

  @Field(() => String, { nullable: true, description: 'What the valuation rests on, such as an invoice or a market price.' })
  @Property({ type: 'text', nullable: true })
  valuationBasis!: string | null;

  @Field(() => Money, { nullable: true, description: 'Quantity times unit value, rounded half up to the fen. Never part of a cash total.' })
  @Property({ type: new BigIntType('string'), nullable: true, fieldName: 'value_fen' })
  value!: string | null;
}

@ObjectType({
  implements: Node,
  description:
    'Something a partner gives 投入 to a fund or a project. Flow class, stage and form are three things, none derived from another. A recorded row never changes; a mistake is mended by a correction.',
})
@Entity({ tableName: 'contribution' })
export class Contribution extends Node {
  @Field(() => Partner, { description: 'Whose money or goods it is. Money that moves on keeps the partner it came from.' })
  @ManyToOne(() => Partner, { fieldName: 'partner_id' })
  partner!: Partner;

  @Field(() => Partner, {
    nullable: true,
    description: "The chamber or group it was given through. It shows on that one's page too, and once in any total.",
  })
  @ManyToOne(() => Partner, { nullable: true, fieldName: 'through_id' })
  through!: Partner | null;

  @Field(() => Programme, { description: 'The programme of its fund or project.' })
  @ManyToOne(() => Programme, { fieldName: 'programme' })
  programme!: Programme;

  @Field(() => Pairing, { nullable: true, description: 'The pairing it counts under; in force on its day.' })
  @ManyToOne(() => Pairing, { nullable: true, fieldName: 'pairing_id' })
  pairing!: Pairing | null;

  @Field(() => Project, { nullable: true, description: 'The project it is for; null when it goes to a fund.' })
  @ManyToOne(() => Project, { nullable: true, fieldName: 'project_id' })
  project!: Project | null;

  @Field(() => Fund, { nullable: true, description: 'The fund it goes to; null when it is for a project.' })
  @ManyToOne(() => Fund, { nullable: true, fieldName: 'fund_id' })
  fund!: Fund | null;

  @Field(() => Fund, { nullable: true, description: 'The fund that it moves on from; null for new money.' })
  @ManyToOne(() => Fund, { nullable: true, fieldName: 'from_fund_id' })
  fromFund!: Fund | null;

  @Field(() => FlowClass, { description: 'What kind of flow it is.' })
  @Property({ type: 'text' })
  flowClass!: FlowClass;

  @Field(() => Stage, { description: 'Pledged, committed or disbursed: different statements, never added together.' })
  @Property({ type: 'text' })
  stage!: Stage;

  @Field(() => Form, { description: 'Cash, or which kind of help in kind.' })
  @Property({ type: 'text' })
  form!: Form;

  @Field(() => Money, { nullable: true, description: 'The amount in cash; null in kind. Zero only in a row that voids another.' })
  @Property({ type: new BigIntType('string'), nullable: true, fieldName: 'amount_fen' })
  amount!: string | null;

  @Field(() => Money, { nullable: true, description: 'What the valued lines of a row in kind are worth together. Never part of a cash total.' })
  @Property({ type: new BigIntType('string'), nullable: true, fieldName: 'valued_fen' })
  valued!: string | null;

  @Field(() => LocalDate, { description: 'The day it was given, promised or committed.' })
  @Property({ type: 'date' })
  occurredOn!: string;

  @Field(() => PlaceMode, { description: 'How it belongs to its places.' })
  @Property({ type: 'text' })
  placeMode!: PlaceMode;

  @Field(() => String, { nullable: true, description: 'A remark of whoever recorded it.' })
  @Property({ type: 'text', nullable: true })
  note!: string | null;

  @Field(() => ContributionState, { description: 'Where it is in review. The public sees accepted rows.' })
  @Property({ type: 'text' })
  state!: ContributionState;

  @Field(() => String, { nullable: true, description: 'Why it was sent back, for as long as it is RETURNED.' })
  @Property({ type: 'text', nullable: true })
  returnReason!: string | null;

  @Field(() => Confirmation, {
    nullable: true,
    description:
      'The confirmation that stands, perhaps of the row that this one corrects. Null where there is none, and for viewers who have no hand in the contribution.',
  })
  @ManyToOne(() => Confirmation, { nullable: true, fieldName: 'confirmation_id' })
  confirmation!: Confirmation | null;

  @Field(() => Boolean, { description: 'Whether it counts in the books: handed in or accepted, and not replaced by a correction.' })
  @Property({ type: 'boolean' })
  live!: boolean;

  @Field(() => Contribution, { nullable: true, description: 'The row that this one corrects.' })
  @ManyToOne(() => Contribution, { nullable: true, fieldName: 'corrects_id' })
  corrects!: Contribution | null;

  @Field(() => String, { nullable: true, description: 'Why it corrects that row.' })
  @Property({ type: 'text', nullable: true })
  correctionReason!: string | null;

  @Field(() => Boolean, { description: 'True for a correction that takes the row back altogether.' })
  @Property({ type: 'boolean' })
  voids!: boolean;

  @Field(() => Boolean, { description: 'True for a generated example.' })
  @Property({ type: 'boolean' })
  synthetic!: boolean;

  @Field(() => DateTimeResolver, { description: 'When it was recorded here.' })
  @Property({ type: 'timestamptz', persist: false })
  recordedAt!: string;

  @Property({ type: new BigIntType('string') })
  originalId!: string;

  @Property({ type: new BigIntType('string'), nullable: true })
  parentId!: string | null;

  @Property({ type: 'array', columnType: 'bigint[]' })
  ancestorIds!: string[];

  @Property({ type: 'text' })
  recordedFor!: string;
}
