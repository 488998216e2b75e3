import { DateTimeResolver } from 'graphql-scalars';
import { Field, ID, InputType, registerEnumType } from 'type-graphql';

export enum HistoryOrder {
  NEWEST = 'NEWEST',
  OLDEST = 'OLDEST',
}

registerEnumType(HistoryOrder, {
  name: 'HistoryOrder',
  description: 'Orders of a history.',
  valuesConfig: { NEWEST: { description: 'Recorded last first.' }, OLDEST: { description: 'Recorded first first.' } },
});

@InputType({ description: 'Which changes to list.' })
export class HistoryFilter {
  @Field(() => [String], { nullable: true, description: 'Made by one of these mutations.' })
  actions?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Made by this account, as far as the viewer sees the account.' })
  by?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Made for this organisation: the id of a partner or a place, or PROGRAMME_OFFICE, AUDITOR, ADMINISTRATOR.',
  })
  actingFor?: string | null;

  @Field(() => DateTimeResolver, { nullable: true, description: 'Made at this time or later.' })
  from?: Date | null;

  @Field(() => DateTimeResolver, { nullable: true, description: 'Made before this time.' })
  to?: Date | null;

  @Field(() => String, { nullable: true, description: 'Made by this request.' })
  requestId?: string | null;

  @Field(() => String, { nullable: true, description: 'That changed this field.' })
  field?: string | null;
}
