import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import { may } from '../access/permissions.js';
import { Contribution } from '../contribution/contribution.entity.js';
import { canTake } from '../contribution/contribution.steps.js';
import { ReportingPeriod } from '../period/period.entity.js';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { CorrectionRequest } from './correction-request.entity.js';
import { AskForCorrectionInput, CorrectionRequestFilter } from './correction-request.input.js';
import { agreeCorrection, askForCorrection, refuseCorrection, withdrawCorrectionRequest } from './correction-request.service.js';

const CorrectionRequestConnection = connectionType(CorrectionRequest, 'CorrectionRequest');
const CorrectionRequestsArgs = pageArgs({ filter: CorrectionRequestFilter });
const OfContributionArgs = pageArgs({});
const AskForCorrectionPayload = payloadType('AskForCorrection', CorrectionRequest, 'request', 'The request, which waits for the level above.');
const AgreeCorrectionPayload = payloadType('AgreeCorrection', CorrectionRequest, 'request', 'The request, agreed to.');
const RefuseCorrectionPayload = payloadType('RefuseCorrection', CorrectionRequest, 'request', 'The request, refused.');
const WithdrawCorrectionRequestPayload = payloadType('WithdrawCorrectionRequest', CorrectionRequest, 'request', 'The request, taken back.');

@Resolver(() => CorrectionRequest)
export class CorrectionRequestResolver {
  @Query(() => CorrectionRequestConnection, {
    description: 'Requests for corrections in closed periods, as far as the viewer has a hand in what they concern; the latest first.',
  })
  async correctionRequests(
    @Args(() => CorrectionRequestsArgs) args: PageArgs,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(CorrectionRequest), args);
  }

  @FieldResolver(() => [ReportingPeriod], { description: 'The closed periods that it touches, and that the consent is for.' })
  periods(): never {
    return filledByStatement();
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can agree to it or refuse it.' })
  viewerCanAnswer(@Root() { isAnswerable }: { isAnswerable: boolean }, @Ctx() { viewer }: ReadingContext): boolean {
    return isAnswerable && (may(viewer, 'agreeCorrection') || may(viewer, 'refuseCorrection'));
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can take it back: it waits, and their organisation asked for it.' })
  viewerCanWithdraw(@Root() { isWithdrawable }: { isWithdrawable: boolean }, @Ctx() { viewer }: ReadingContext): boolean {
    return isWithdrawable && may(viewer, 'withdrawCorrectionRequest');
  }

  @Mutation(() => AskForCorrectionPayload, {
    description:
      'Asks for one correction in a closed period: of a contribution that counts in it, for one that comes late, or for one that moves on money given in it. The partner or the receiving place asks, the level above answers. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async askForCorrection(
    @Arg('input', () => AskForCorrectionInput, { description: 'Of what, and why.' }) input: AskForCorrectionInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return askForCorrection(context, input, idempotencyKey);
  }

  @Mutation(() => AgreeCorrectionPayload, {
    description:
      'Agrees to a correction in a closed period: the level above, one above that or the programme office, and never who asked. One correction may then be made until the consent expires; accepting it makes a new version of the period. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async agreeCorrection(
    @Arg('request', () => ID, { description: 'The request.' }) request: string,
    @Arg('note', () => String, { nullable: true, description: 'What to say to it, at most 500 characters.' }) note: string | null,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return agreeCorrection(context, request, note ?? null);
  }

  @Mutation(() => RefuseCorrectionPayload, {
    description: 'Refuses a correction in a closed period. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async refuseCorrection(
    @Arg('request', () => ID, { description: 'The request.' }) request: string,
    @Arg('reason', () => String, { description: 'Why, 1 to 500 characters.' }) reason: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return refuseCorrection(context, request, reason);
  }

  @Mutation(() => WithdrawCorrectionRequestPayload, {
    description: 'Takes a request back that was not answered yet: by the organisation that asked. Errors: FORBIDDEN, NOT_FOUND, CONFLICT.',
  })
  async withdrawCorrectionRequest(
    @Arg('request', () => ID, { description: 'The request.' }) request: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return withdrawCorrectionRequest(context, request);
  }
}

@Resolver(() => Contribution)
export class ContributionPeriodResolver {
  @FieldResolver(() => ReportingPeriod, {
    nullable: true,
    description: 'The reporting period of its programme that its day lies in; null where there is none.',
  })
  period(): never {
    return filledByStatement();
  }

  @FieldResolver(() => CorrectionRequestConnection, {
    description:
      'Requests for corrections in closed periods, of it and of its chain of corrections, the latest first; nothing for viewers who have no hand in it.',
  })
  correctionRequests(@Args(() => OfContributionArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can ask for a correction of it in a closed period.' })
  viewerCanAskForCorrection(@Root() row: { askForCorrection: boolean }, @Ctx() { viewer }: ReadingContext): boolean {
    return canTake('askForCorrection', row.askForCorrection, viewer);
  }
}

@Resolver(() => WaitingItem)
export class WaitingCorrectionResolver {
  @FieldResolver(() => CorrectionRequest, {
    nullable: true,
    description: 'The request that waits for consent; null where it is another kind of thing.',
  })
  correctionRequest(): never {
    return filledByStatement();
  }
}
