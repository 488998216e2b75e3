import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from 'type-graphql';
import { Contribution } from '../contribution/contribution.entity.js';
import { Project } from '../project/project.entity.js';
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
import { AnswerFindingInput, RecordFindingInput, SendFindingInput, SettleFindingInput } from './audit.input.js';
import { FindingConnection, FindingsArgs } from './audit.resolver.js';
import { Finding, FindingAnswer } from './finding.entity.js';
import { answerFinding, recordFinding, sendFinding, settleFinding } from './finding.service.js';

const FindingAnswerConnection = connectionType(FindingAnswer, 'FindingAnswer');
const AnswersArgs = pageArgs({});
const RecordFindingPayload = payloadType('RecordFinding', Finding, 'finding', 'The finding, as a draft.');
const SendFindingPayload = payloadType('SendFinding', Finding, 'finding', 'The finding, sent.');
const AnswerFindingPayload = payloadType('AnswerFinding', Finding, 'finding', 'The finding, answered.');
const SettleFindingPayload = payloadType('SettleFinding', Finding, 'finding', 'The finding, resolved or open again.');

@Resolver(() => Finding)
export class FindingResolver {
  @Query(() => FindingConnection, {
    description:
      'Findings, the last first: all for auditors, the programme office and administrators; what was sent for whom it concerns; and for everybody what was sent of published samples.',
  })
  async findings(
    @Args(() => FindingsArgs) args: PageArgs,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(Finding), args);
  }

  @FieldResolver(() => FindingAnswerConnection, { description: 'What was answered, the first first; never public.' })
  answers(@Args(() => AnswersArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @Mutation(() => RecordFindingPayload, {
    description:
      'Writes down what was found of a row of a sample, as a draft that is not sent yet. By auditors. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async recordFinding(
    @Arg('input', () => RecordFindingInput, { description: 'The finding.' }) input: RecordFindingInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return recordFinding(context, input, idempotencyKey);
  }

  @Mutation(() => SendFindingPayload, {
    description:
      'Sends a finding to who has to answer it, for whom it waits until then. Everybody whom its row concerns sees it. By auditors. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async sendFinding(
    @Arg('input', () => SendFindingInput, { description: 'Which, and until when.' }) input: SendFindingInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return sendFinding(context, input);
  }

  @Mutation(() => AnswerFindingPayload, {
    description:
      'Answers a finding, for the partner or the place that has to, or a place around that. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async answerFinding(
    @Arg('input', () => AnswerFindingInput, { description: 'Which, and the answer.' }) input: AnswerFindingInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return answerFinding(context, input, idempotencyKey);
  }

  @Mutation(() => SettleFindingPayload, {
    description: 'Resolves a finding with what came of it, or asks again. By auditors. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async settleFinding(
    @Arg('input', () => SettleFindingInput, { description: 'Which, and what becomes of it.' }) input: SettleFindingInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return settleFinding(context, input);
  }
}

@Resolver(() => Contribution)
export class ContributionFindingsResolver {
  @FieldResolver(() => FindingConnection, { description: 'What auditors found of it, as far as the viewer sees it.' })
  findings(@Args(() => FindingsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Project)
export class ProjectFindingsResolver {
  @FieldResolver(() => FindingConnection, { description: 'What auditors found of it, as far as the viewer sees it.' })
  findings(@Args(() => FindingsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => WaitingItem)
export class WaitingFindingResolver {
  @FieldResolver(() => Finding, { nullable: true, description: 'The finding that waits; null where it is another kind of thing.' })
  finding(): never {
    return filledByStatement();
  }
}
