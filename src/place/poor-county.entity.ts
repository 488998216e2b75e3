import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum ExitEvidence {
  A = 'A',
  B = 'B',
  C = 'C',
  D = 'D',
}

registerEnumType(ExitEvidence, {
  name: 'ExitEvidence',
  description: 'How well the year in which a county left the national list of poor counties is known.',
  valuesConfig: {
    A: { description: 'Listed by name in the report of that batch.' },
    B: { description: 'Named in another report as having left by then.' },
    C: { description: 'Inferred by exclusion from a count that has a source.' },
    D: { description: 'Unverified: a reconstruction without a source.' },
  },
});

@ObjectType({ description: 'That a county was one of the 88 on the national list of poor counties, and when it left it.' })
@Entity({ tableName: 'poor_county' })
export class PoorCounty {
  @PrimaryKey({ type: new BigIntType('string'), fieldName: 'place_id' })
  placeId!: string;

  @Field(() => Int, { description: 'The year of the batch in which it left the list. Read it with `verified`.' })
  @Property({ type: 'smallint' })
  exitYear!: number;

  @Field(() => ExitEvidence, { description: 'How well the year is known.' })
  @Property({ type: 'text' })
  evidence!: ExitEvidence;

  @Field(() => Boolean, { description: 'False for evidence D: show such a year as unverified wherever it shows.' })
  verified!: boolean;

  @Field(() => String, { nullable: true, description: 'What the evidence says.' })
  @Property({ type: 'text', nullable: true })
  evidenceNote!: string | null;

  @Field(() => String, { description: 'Medium, date and title.' })
  @Property({ type: 'text' })
  source!: string;

  @Field(() => String, { nullable: true, description: 'A link to the source, only where it is the original site.' })
  @Property({ type: 'text', nullable: true })
  sourceUrl!: string | null;
}
