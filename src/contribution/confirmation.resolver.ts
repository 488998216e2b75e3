import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { below, fieldsOf, selectionOf } from '../reading/selection.js';
import { shapeOf } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { isOneOf } from '../shared/sql.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { Confirmation, ConfirmationLine } from './confirmation.entity.js';
import { ConfirmContributionInput, SendContributionMessageInput } from './confirmation.input.js';
import { ConfirmContributionsPayload } from './confirmation.payloads.js';
import { confirmContribution, sendContributionMessage } from './confirmation.service.js';
import { confirmContributions, MOST_CONFIRMATIONS } from './confirmations.service.js';
import { Contribution } from './contribution.entity.js';
import { canTake, type StepName } from './contribution.steps.js';
import { ContributionMessage } from './contribution-message.entity.js';

const ConfirmationConnection = connectionType(Confirmation, 'Confirmation');
const ContributionMessageConnection = connectionType(ContributionMessage, 'ContributionMessage');
const ConfirmationsArgs = pageArgs({});
const MessagesArgs = pageArgs({});
const ConfirmContributionPayload = payloadType('ConfirmContribution', Contribution, 'contribution', 'The contribution, confirmed or disputed.');
const SendContributionMessagePayload = payloadType('SendContributionMessage', ContributionMessage, 'message', 'The message as sent.');

/** A row with what its statement says of the steps, by name. */
type WithSteps = Readonly<Record<StepName, boolean>>;

@Resolver(() => Contribution)
export class ContributionLifeResolver {
  @FieldResolver(() => ConfirmationConnection, {
    description: 'What the receiving side said of it and of the rows that it corrects, the latest first; nothing for viewers who have no hand in it.',
  })
  confirmations(@Args(() => ConfirmationsArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @FieldResolver(() => ContributionMessageConnection, {
    description: 'What was written about it and the rows that it corrects, the first first; nothing for viewers who have no hand in it.',
  })
  messages(@Args(() => MessagesArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can hand it in, as it is now.' })
  viewerCanSubmit(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTake('submitContribution', row.submitContribution, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can take it back, as it is now.' })
  viewerCanWithdraw(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTake('withdrawContribution', row.withdrawContribution, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can correct it, as it is now.' })
  viewerCanCorrect(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTake('correctContribution', row.correctContribution, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can confirm it, as it is now, or confirm it anew.' })
  viewerCanConfirm(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTake('confirmContribution', row.confirmContribution, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can accept it, as it is now, as far as its project and its source let it.' })
  viewerCanAccept(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTake('acceptContribution', row.acceptContribution, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can send it back, as it is now.' })
  viewerCanReturn(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTake('returnContribution', row.returnContribution, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can write a message about it.' })
  viewerCanSendMessage(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTake('sendContributionMessage', row.sendContributionMessage, viewer);
  }

  @Mutation(() => ConfirmContributionPayload, {
    description:
      'Confirms a contribution with the figure of the receiving side: the place that it lies in or one around it, the holder of the fund that it goes to, the partner whose money a place passed on, or else the programme office. The same figure makes it CONFIRMED, another one DISPUTED; confirmed again, the last figure stands. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async confirmContribution(
    @Arg('input', () => ConfirmContributionInput, { description: 'What was received.' }) input: ConfirmContributionInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return confirmContribution(context, input, idempotencyKey);
  }

  @Mutation(() => ConfirmContributionsPayload, {
    description: `Confirms up to ${MOST_CONFIRMATIONS} contributions, each for itself as \`confirmContribution\` does: what is refused leaves the others as they are. Errors: FORBIDDEN, BAD_USER_INPUT.`,
  })
  async confirmContributions(
    @Arg('input', () => [ConfirmContributionInput], { description: 'What was received.' }) input: ConfirmContributionInput[],
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext & ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    const outcomes = await confirmContributions(context, input, idempotencyKey);
    const asked = below(fieldsOf(selectionOf(info), ConfirmContributionsPayload.name), 'outcomes');
    const selection = below(fieldsOf(asked, 'ConfirmationOutcome'), 'contribution');
    const ids = outcomes.flatMap(({ id }) => id ?? []);
    const rows = await context.reader.selected(shapeOf(Contribution), selection, (row) => isOneOf(row('id'), ids, 'bigint'));
    const found = new Map(rows.map((row) => [row.id, row]));
    return { outcomes: outcomes.map(({ id, refusal }) => ({ contribution: id === null ? null : (found.get(id) ?? null), refusal })) };
  }

  @Mutation(() => SendContributionMessagePayload, {
    description:
      'Writes a message about a contribution, which both sides, the programme office, auditors and administrators read. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async sendContributionMessage(
    @Arg('input', () => SendContributionMessageInput, { description: 'About what, and what to say.' }) input: SendContributionMessageInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return sendContributionMessage(context, input, idempotencyKey);
  }
}

@Resolver(() => Confirmation)
export class ConfirmationResolver {
  @FieldResolver(() => [ConfirmationLine], { description: 'What was received in kind, at most 50 lines; none for cash, and none where nothing was.' })
  lines(): never {
    return filledByStatement();
  }
}

@Resolver(() => WaitingItem)
export class WaitingContributionResolver {
  @FieldResolver(() => Contribution, { nullable: true, description: 'The contribution that waits; null where it is another kind of thing.' })
  contribution(): never {
    return filledByStatement();
  }
}
