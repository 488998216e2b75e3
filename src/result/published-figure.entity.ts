import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({
  description: 'A total 公布数据 that somebody published, with its period, scope and source. Never part of the ledger; shown beside it.',
})
@Entity({ tableName: 'published_figure' })
export class PublishedFigure {
  @Field(() => String, { description: 'Its code, such as "ew.fund.fiscal".' })
  @PrimaryKey({ type: 'text' })
  code!: string;

  @Field(() => String, { description: 'What it is, in Chinese.' })
  @Property({ type: 'text' })
  nameZh!: string;

  @Field(() => String, { description: 'What it is, in English.' })
  @Property({ type: 'text' })
  nameEn!: string;

  @Field(() => String, { description: 'The value as published, in `unit`.' })
  @Property({ type: 'numeric' })
  value!: string;

  @Field(() => String, { description: 'The unit as published, such as 亿元 or 万人.' })
  @Property({ type: 'text' })
  unit!: string;

  @Field(() => String, { description: 'The period as published.' })
  @Property({ type: 'text' })
  period!: string;

  @Field(() => Int, { nullable: true, description: 'First year of the period; null where it is not said.' })
  @Property({ type: 'smallint', nullable: true })
  fromYear!: number | null;

  @Field(() => Int, { nullable: true, description: 'Last year of the period; null where it is not said.' })
  @Property({ type: 'smallint', nullable: true })
  toYear!: number | null;

  @Field(() => String, { description: 'What it covers, as published.' })
  @Property({ type: 'text' })
  scopeZh!: string;

  @Field(() => String, { nullable: true, description: 'What the source adds, in Chinese.' })
  @Property({ type: 'text', nullable: true })
  noteZh!: string | null;

  @Field(() => String, { description: 'Where it was published.' })
  @Property({ type: 'text' })
  source!: string;

  @Field(() => Boolean, { description: 'True where the source says "more than": the value is a lower bound.' })
  @Property({ type: 'boolean' })
  atLeast!: boolean;

  @Property({ type: 'text', nullable: true })
  measure!: string | null;

  @Property({ type: new BigIntType('string'), nullable: true })
  exactValue!: string | null;
}
