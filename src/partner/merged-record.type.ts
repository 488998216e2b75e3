import { DateTimeResolver } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';

@ObjectType({
  description: 'A record of an organisation that was merged into the one of a partner. Its id and its credit code go on naming that partner.',
})
export class MergedRecord {
  id!: string;

  @Field(() => String, { nullable: true, description: 'Its credit code.' })
  creditCode!: string | null;

  @Field(() => String, { description: 'Its Chinese name.' })
  nameZh!: string;

  @Field(() => String, { nullable: true, description: 'Its English name.' })
  nameEn!: string | null;

  @Field(() => String, { description: 'Why it was merged.' })
  reason!: string;

  @Field(() => DateTimeResolver, { description: 'When it was merged.' })
  mergedAt!: string;
}
