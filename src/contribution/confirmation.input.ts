import { Field, ID, InputType } from 'type-graphql';
import { Decimal } from '../shared/decimal.scalar.js';
import { LocalDate } from '../shared/local-date.scalar.js';

@InputType({ description: 'How much of a thing was received.' })
export class ConfirmedLineInput {
  @Field(() => String, { description: "What was received, 1 to 200 characters; the same words as in the contribution's line." })
  item!: string;

  @Field(() => Decimal, { description: 'How much: zero or more, at most three decimals, below 10^12.' })
  quantity!: string;

  @Field(() => String, { description: "The unit, 1 to 20 characters, as in the contribution's line." })
  unit!: string;
}

@InputType({ description: "The receiving side's own figure for a contribution." })
export class ConfirmContributionInput {
  @Field(() => ID, { description: 'The contribution: the latest row, where it was corrected.' })
  contribution!: string;

  @Field(() => Decimal, {
    nullable: true,
    description: 'What was received in yuan: zero or more, at most two decimals. For CASH only, and compulsory there.',
  })
  amount?: string | null;

  @Field(() => [ConfirmedLineInput], {
    nullable: true,
    description: 'What was received in kind, at most 50 lines; none at all where nothing was. For all forms but CASH, and compulsory there.',
  })
  lines?: ConfirmedLineInput[] | null;

  @Field(() => LocalDate, { description: 'The day it was received, promised or bound. Not in the future.' })
  confirmedOn!: string;

  @Field(() => String, { nullable: true, description: 'A remark, at most 500 characters.' })
  note?: string | null;
}

@InputType({ description: 'A message about a contribution.' })
export class SendContributionMessageInput {
  @Field(() => ID, { description: 'The contribution.' })
  contribution!: string;

  @Field(() => String, { description: 'What to say, 1 to 2000 characters.' })
  body!: string;
}
