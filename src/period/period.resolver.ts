import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import { may } from '../access/permissions.js';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { ReportingPeriod } from './period.entity.js';
import { ChangeDueDayInput, ClosePeriodInput, OpenPeriodInput, ReportingPeriodFilter, ReportingPeriodOrder } from './period.input.js';
import { changeDueDay, closePeriod, openPeriod } from './period.service.js';

export const ReportingPeriodConnection = connectionType(ReportingPeriod, 'ReportingPeriod');
const ReportingPeriodsArgs = pageArgs({ filter: ReportingPeriodFilter, order: ReportingPeriodOrder, defaultOrder: ReportingPeriodOrder.STARTS });
const OpenPeriodPayload = payloadType('OpenPeriod', ReportingPeriod, 'period', 'The period as opened.');
const ChangeDueDayPayload = payloadType('ChangeDueDay', ReportingPeriod, 'period', 'The period with its new day.');
const ClosePeriodPayload = payloadType('ClosePeriod', ReportingPeriod, 'period', 'The period, closed, with its first version.');

@Resolver(() => ReportingPeriod)
export class ReportingPeriodResolver {
  @Query(() => ReportingPeriodConnection, { description: 'Reporting periods, by programme, code, day, or whether they are closed.' })
  async reportingPeriods(
    @Args(() => ReportingPeriodsArgs) args: PageArgs,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(ReportingPeriod), args);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can close it: it is open, and its last day has passed.' })
  viewerCanClose(@Root() { isOver, closedAt }: { isOver: boolean; closedAt: string | null }, @Ctx() { viewer }: ReadingContext): boolean {
    return isOver && closedAt === null && may(viewer, 'closePeriod');
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can change the day by which its reports are due: it is open.' })
  viewerCanChangeDueDay(@Root() { closedAt }: { closedAt: string | null }, @Ctx() { viewer }: ReadingContext): boolean {
    return closedAt === null && may(viewer, 'changeDueDay');
  }

  @Mutation(() => OpenPeriodPayload, { description: 'Opens a reporting period of a programme. Errors: FORBIDDEN, RULE_BROKEN, CONFLICT.' })
  async openPeriod(
    @Arg('input', () => OpenPeriodInput, { description: 'The period.' }) input: OpenPeriodInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return openPeriod(context, input, idempotencyKey);
  }

  @Mutation(() => ChangeDueDayPayload, {
    description:
      'Moves the day by which the reports of an open period are due, with that of every report that is not accepted yet; partners are reminded anew. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async changeDueDay(
    @Arg('input', () => ChangeDueDayInput, { description: 'Which period, the day, and why.' }) input: ChangeDueDayInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return changeDueDay(context, input);
  }

  @Mutation(() => ClosePeriodPayload, {
    description:
      'Closes a reporting period: what is accepted in it stays as it is from then on, and so does what it adds up to. Where contributions of it are not accepted yet, it is refused with how many, unless they are to be left out. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async closePeriod(
    @Arg('input', () => ClosePeriodInput, { description: 'Which, and whether to leave out what is open.' }) input: ClosePeriodInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return closePeriod(context, input);
  }
}
