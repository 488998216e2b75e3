import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { shareText } from '../shared/money/share.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { Contribution, ContributionLine, ContributionPlace, ContributionSector } from './contribution.entity.js';
import { ContributionFilter, ContributionOrder, CorrectContributionInput, LogContributionInput } from './contribution.input.js';
import { correctContribution, logContribution } from './contribution.service.js';
import { acceptContribution, returnContribution, submitContribution, withdrawContribution } from './review.service.js';

export const ContributionConnection = connectionType(Contribution, 'Contribution');
export const ContributionsArgs = pageArgs({ filter: ContributionFilter, order: ContributionOrder, defaultOrder: ContributionOrder.NEWEST });
const LogContributionPayload = payloadType('LogContribution', Contribution, 'contribution', 'The contribution as logged.');
const CorrectContributionPayload = payloadType('CorrectContribution', Contribution, 'contribution', 'The correction: a row of its own.');
const SubmitContributionPayload = payloadType('SubmitContribution', Contribution, 'contribution', 'The contribution, handed in.');
const WithdrawContributionPayload = payloadType('WithdrawContribution', Contribution, 'contribution', 'The contribution, withdrawn.');
const AcceptContributionPayload = payloadType('AcceptContribution', Contribution, 'contribution', 'The contribution, accepted.');
const ReturnContributionPayload = payloadType('ReturnContribution', Contribution, 'contribution', 'The contribution, returned.');

const CONTRIBUTION = 'The contribution.';

@Resolver(() => Contribution)
export class ContributionResolver {
  @Query(() => ContributionConnection, {
    description: 'Contributions that the viewer sees, corrected ones included; `filter: { live: true }` for those that count.',
  })
  async contributions(
    @Args(() => ContributionsArgs) args: PageArgs,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(Contribution), args);
  }

  @FieldResolver(() => Contribution, {
    nullable: true,
    description: 'The contribution whose money it moves on, as it counts now; null for new money.',
  })
  onwardFrom(): never {
    return filledByStatement();
  }

  @FieldResolver(() => Contribution, { nullable: true, description: 'The row that corrects this one; null where there is none.' })
  correctedBy(): never {
    return filledByStatement();
  }

  @FieldResolver(() => [ContributionPlace], { description: 'Its places with their shares, or the members of its set; at most 100.' })
  places(): never {
    return filledByStatement();
  }

  @FieldResolver(() => [ContributionSector], { description: 'Its sectors with their shares, at most 10; none for money in a fund.' })
  sectors(): never {
    return filledByStatement();
  }

  @FieldResolver(() => [ContributionLine], { description: 'What was given in kind, at most 50 lines; none for cash.' })
  lines(): never {
    return filledByStatement();
  }

  @FieldResolver(() => ContributionConnection, { description: 'The rows that move its money on.' })
  onward(@Args(() => ContributionsArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @Mutation(() => LogContributionPayload, {
    description:
      "Logs a contribution of the viewer's partner, or money that leaves a fund the viewer holds. All broken rules come back at once. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.",
  })
  async logContribution(
    @Arg('input', () => LogContributionInput, { description: 'The contribution.' }) input: LogContributionInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return logContribution(context, input, idempotencyKey);
  }

  @Mutation(() => CorrectContributionPayload, {
    description:
      'Corrects a recorded contribution by a new row that points to it. An accepted row counts until its correction is accepted. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async correctContribution(
    @Arg('input', () => CorrectContributionInput, { description: 'What is right, and why.' }) input: CorrectContributionInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return correctContribution(context, input, idempotencyKey);
  }

  @Mutation(() => SubmitContributionPayload, {
    description: 'Hands in a draft, or again what was returned. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.',
  })
  async submitContribution(
    @Arg('contribution', () => ID, { description: CONTRIBUTION }) contribution: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return submitContribution(context, contribution);
  }

  @Mutation(() => WithdrawContributionPayload, { description: 'Takes back what is not accepted yet. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.' })
  async withdrawContribution(
    @Arg('contribution', () => ID, { description: CONTRIBUTION }) contribution: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return withdrawContribution(context, contribution);
  }

  @Mutation(() => AcceptContributionPayload, {
    description:
      'Accepts what was handed in, by the county or above that holds all its places or by the programme office; nobody accepts its own. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.',
  })
  async acceptContribution(
    @Arg('contribution', () => ID, { description: CONTRIBUTION }) contribution: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return acceptContribution(context, contribution);
  }

  @Mutation(() => ReturnContributionPayload, { description: 'Sends back what was handed in. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.' })
  async returnContribution(
    @Arg('contribution', () => ID, { description: CONTRIBUTION }) contribution: string,
    @Arg('reason', () => String, { description: 'Why, 1 to 500 characters.' }) reason: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return returnContribution(context, contribution, reason);
  }
}

@Resolver(() => ContributionPlace)
export class ContributionPlaceResolver {
  @FieldResolver()
  share(@Root() { shareParts, shareWhole }: ContributionPlace): string | null {
    return shareParts === null || shareWhole === null ? null : shareText({ parts: BigInt(shareParts), whole: BigInt(shareWhole) });
  }
}

@Resolver(() => ContributionSector)
export class ContributionSectorResolver {
  @FieldResolver()
  share(@Root() { shareParts, shareWhole }: ContributionSector): string {
    return shareText({ parts: BigInt(shareParts), whole: BigInt(shareWhole) });
  }
}
