import { Field, ObjectType } from 'type-graphql';
import { Contribution } from './contribution.entity.js';
import { ContributionState } from './contribution.enums.js';

@ObjectType({ description: 'Why one of several confirmations was refused.' })
export class ConfirmationRefusal {
  @Field(() => String, { description: 'The code that it would have as an error of its own, such as NOT_FOUND or RULE_BROKEN.' })
  code!: string;

  @Field(() => [String], { description: 'The codes of the rules that it breaks; none where it is refused for another reason.' })
  rules!: readonly string[];

  @Field(() => ContributionState, { nullable: true, description: 'For CONFLICT: the state that the contribution is in by now.' })
  state!: string | null;

  @Field(() => String, { description: 'Why, in Chinese.' })
  messageZh!: string;

  @Field(() => String, { description: 'Why, in English.' })
  messageEn!: string;
}

@ObjectType({ description: 'What came of one of several confirmations: the contribution, or why not.' })
export class ConfirmationOutcome {
  @Field(() => Contribution, { nullable: true, description: 'The contribution, confirmed or disputed; null where it was refused.' })
  contribution!: unknown;

  @Field(() => ConfirmationRefusal, { nullable: true, description: 'Why it was refused; null where it was not.' })
  refusal!: ConfirmationRefusal | null;
}

@ObjectType({ description: 'What came of several confirmations.' })
export class ConfirmContributionsPayload {
  @Field(() => [ConfirmationOutcome], { description: 'One for each that was asked for, in that order.' })
  outcomes!: readonly ConfirmationOutcome[];
}
