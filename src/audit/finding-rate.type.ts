import { Field, Int, ObjectType } from 'type-graphql';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Money } from '../shared/money/money.type.js';

@ObjectType({
  description:
    'How often something was found of the rows of a partner or a county that were drawn in samples. A row that was drawn several times counts once.',
})
export class FindingRate {
  @Field(() => Partner, { nullable: true, description: 'The partner, where it is by partner.' })
  partner!: unknown;

  @Field(() => Place, { nullable: true, description: 'The county, where it is by county; null for what lies in several.' })
  county!: unknown;

  @Field(() => Int, { description: 'Different rows drawn.' })
  sampled!: number;

  @Field(() => Int, { description: 'Those of them with a finding that was sent.' })
  withFindings!: number;

  @Field(() => String, {
    nullable: true,
    description: 'With findings of sampled, as a decimal rounded half up to six digits; null where nothing was sampled.',
  })
  rate!: string | null;

  @Field(() => Money, { description: 'What the contributions drawn say in cash; of projects their budgets.' })
  sampledAmount!: string;

  @Field(() => Money, { description: 'How much of that is in question: of each row at most all of it.' })
  inQuestion!: string;

  @Field(() => String, { nullable: true, description: 'In question of sampled, rounded in the same way; null where no money was sampled.' })
  moneyRate!: string | null;
}
