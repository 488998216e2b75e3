import { Field, ID, InputType } from 'type-graphql';
import { Decimal } from '../shared/decimal.scalar.js';
import { LocalDate } from '../shared/local-date.scalar.js';

@InputType({ description: 'What a contribution is given to match.' })
export class MatchInput {
  @Field(() => ID, { description: 'The gift that it matches: new cash of another partner to the same project or fund, at the same stage.' })
  contribution!: string;

  @Field(() => ID, { description: "The giver's offer that it is given under." })
  offer!: string;
}

@InputType({ description: 'An offer to match what others give to a project or to a fund.' })
export class OfferMatchingInput {
  @Field(() => ID, { nullable: true, description: 'The project whose gifts it matches. Either this or `fund`.' })
  project?: string | null;

  @Field(() => ID, { nullable: true, description: 'The fund whose gifts it matches. Either this or `project`.' })
  fund?: string | null;

  @Field(() => Decimal, { description: 'How much in yuan for each yuan of a gift: above zero, at most 100, at most four decimals.' })
  perYuan!: string;

  @Field(() => Decimal, { description: 'The most that is given under it, in yuan: above zero, at most two decimals, below 10^15 fen.' })
  cap!: string;

  @Field(() => LocalDate, { description: 'The first day whose gifts it matches.' })
  startsOn!: string;

  @Field(() => LocalDate, { nullable: true, description: 'The last day whose gifts it matches; left out, it has none.' })
  endsOn?: string | null;

  @Field(() => String, { nullable: true, description: 'A remark, at most 500 characters.' })
  note?: string | null;
}
