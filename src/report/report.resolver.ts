import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { may } from '../access/permissions.js';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { Report } from './report.entity.js';
import { ReportOrder } from './report.enums.js';
import { AcceptReportInput, ReportFilter, ReturnReportInput, SaveReportInput } from './report.input.js';
import { saveReport, submitReport } from './report.service.js';
import type { reportSteps } from './report.steps.js';
import { acceptReport, returnReport } from './report-review.service.js';
import { ReportFigure, ReportForecast, ReportReview, ReportRound } from './report-round.entity.js';

export const ReportConnection = connectionType(Report, 'Report');
export const ReportsArgs = pageArgs({ filter: ReportFilter, order: ReportOrder, defaultOrder: ReportOrder.DUE });
const ReportReviewConnection = connectionType(ReportReview, 'ReportReview');
const ReviewsArgs = pageArgs({});
const SaveReportPayload = payloadType('SaveReport', ReportRound, 'round', 'The round as written.');
const SubmitReportPayload = payloadType('SubmitReport', Report, 'report', 'The report, handed in.');
const AcceptReportPayload = payloadType('AcceptReport', Report, 'report', 'The report as it is now.');
const ReturnReportPayload = payloadType('ReturnReport', Report, 'report', 'The report, sent back.');

/** A row with what its statement says of the steps, by name. */
type WithSteps = Readonly<Record<keyof typeof reportSteps, boolean>>;

const ERRORS = 'Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.';

@Resolver(() => Report)
export class ReportResolver {
  @Query(() => ReportConnection, {
    description:
      'What partners owe and have handed in, what is due first before the rest: a partner its own, a place what was handed in and concerns it, all of it for the programme office, auditors and administrators.',
  })
  async reports(
    @Args(() => ReportsArgs) args: PageArgs,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(Report), args);
  }

  @FieldResolver(() => [ReportRound], { description: 'Its rounds, the first first; the one that is being written for the partner alone.' })
  rounds(): never {
    return filledByStatement();
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can write what is to be handed in.' })
  viewerCanSave(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return row.saveReport && may(viewer, 'saveReport');
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can hand in what is written.' })
  viewerCanSubmit(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return row.submitReport && may(viewer, 'submitReport');
  }

  @FieldResolver(() => Boolean, { description: "Whether it is the viewer's turn to accept it." })
  viewerCanAccept(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return row.acceptReport && may(viewer, 'acceptReport');
  }

  @FieldResolver(() => Boolean, { description: "Whether it is the viewer's turn, so that it can send it back." })
  viewerCanReturn(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return row.returnReport && may(viewer, 'returnReport');
  }

  @Mutation(() => SaveReportPayload, {
    description: `Writes what is to be handed in: for the first time, or again after it was returned. Nobody but the partner sees it before it is handed in. ${ERRORS}`,
  })
  async saveReport(
    @Arg('input', () => SaveReportInput, { description: 'Which, and what it says.' }) input: SaveReportInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return saveReport(context, input);
  }

  @Mutation(() => SubmitReportPayload, {
    description: `Hands in what is written, once its period is over. What the ledger says of the partner and the period at this moment is fixed with it. It is then accepted, or returned, by the places that it concerns: where its contributions of the period went, where the projects that it leads went on, and where it is paired; the villages first, then counties, prefectures and the province. ${ERRORS}`,
  })
  async submitReport(
    @Arg('report', () => ID, { description: 'The report.' }) report: string,
    @Arg('version', () => Int, { description: 'The version that was read. Another one is CONFLICT.' }) version: number,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return submitReport(context, report, version);
  }

  @Mutation(() => AcceptReportPayload, {
    description: `Accepts a report for the viewer's place, once every place below that it concerns has; by an account that neither handed it in nor accepted it for another place. With the last place it is accepted. A place for which nobody acts in its turn is passed over. The programme office accepts what concerns no place, and accepts last where one place would accept alone. ${ERRORS}`,
  })
  async acceptReport(
    @Arg('input', () => AcceptReportInput, { description: 'Which.' }) input: AcceptReportInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return acceptReport(context, input);
  }

  @Mutation(() => ReturnReportPayload, {
    description: `Sends a report back with a reason, by a place whose turn it is to accept it. It is then handed in again as the next round, and climbs anew. ${ERRORS}`,
  })
  async returnReport(
    @Arg('input', () => ReturnReportInput, { description: 'Which, and why.' }) input: ReturnReportInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return returnReport(context, input);
  }
}

@Resolver(() => ReportRound)
export class ReportRoundResolver {
  @FieldResolver(() => [ReportFigure], { description: 'What it states, by class, stage and form, fixed as it was handed in; none before.' })
  figures(): never {
    return filledByStatement();
  }

  @FieldResolver(() => [ReportForecast], { description: 'What it forecasts by quarter and class, and what came of it.' })
  forecasts(): never {
    return filledByStatement();
  }

  @FieldResolver(() => ReportReviewConnection, { description: 'Whose it is to accept it, the villages first; none before it is handed in.' })
  reviews(@Args(() => ReviewsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}
