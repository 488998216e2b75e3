import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { keyOf, partnerReference, placeReference } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { badInput } from '../shared/errors/app-error.js';
import { sql } from '../shared/sql.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { RateDimension } from './audit.enums.js';
import { DrawSampleInput, FindingFilter, RecordVisitInput } from './audit.input.js';
import { drawSample, publishSample, recordVisit } from './audit.service.js';
import { AuditSample, AuditSampleRow, FramedRow } from './audit-sample.entity.js';
import { AuditVisit } from './audit-visit.entity.js';
import { Finding } from './finding.entity.js';
import { FindingRate } from './finding-rate.type.js';
import { rateShape } from './finding-rates.js';

const AuditSampleConnection = connectionType(AuditSample, 'AuditSample');
const AuditSampleRowConnection = connectionType(AuditSampleRow, 'AuditSampleRow');
const AuditVisitConnection = connectionType(AuditVisit, 'AuditVisit');
export const FindingConnection = connectionType(Finding, 'Finding');
const FindingRateConnection = connectionType(FindingRate, 'FindingRate');
const PlainArgs = pageArgs({});
export const FindingsArgs = pageArgs({ filter: FindingFilter });
const DrawSamplePayload = payloadType('DrawSample', AuditSample, 'sample', 'The sample as drawn.');
const PublishSamplePayload = payloadType('PublishSample', AuditSample, 'sample', 'The sample, published.');
const RecordVisitPayload = payloadType('RecordVisit', AuditVisit, 'visit', 'The visit as recorded.');

const MOST_FRAMED = 1000;

@Resolver(() => AuditSample)
export class AuditSampleResolver {
  @Query(() => AuditSampleConnection, {
    description: 'Samples, the last first: all for auditors, the programme office and administrators, and for everybody else what is published.',
  })
  async auditSamples(
    @Args(() => PlainArgs) args: PageArgs,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(AuditSample), args);
  }

  @Query(() => FindingRateConnection, {
    complexity: 2000,
    description:
      'How often something was found, by partner or county, over all samples that the viewer sees or one of them. A partner or county that is named is there also where nothing of it was sampled; its rates are then null.',
  })
  async findingRates(
    @Arg('by', () => RateDimension, { description: 'By what.' }) by: RateDimension,
    @Arg('sample', () => ID, { nullable: true, description: 'This sample alone.' }) sample: string | null | undefined,
    @Arg('partner', () => ID, { nullable: true, description: 'With by PARTNER: this one alone, by id or credit code. Unknown: NOT_FOUND.' })
    partner: string | null | undefined,
    @Arg('county', () => ID, { nullable: true, description: 'With by COUNTY: this one alone, by id or code. Unknown: NOT_FOUND.' })
    county: string | null | undefined,
    @Args(() => PlainArgs) page: PageArgs,
    @Ctx() { reader, viewer }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    const isByPartner = by === RateDimension.PARTNER;
    if ((partner != null && !isByPartner) || (county != null && isByPartner)) {
      throw badInput(['by'], 'RATE_DIMENSION', {
        zh: 'partner 须与 by: PARTNER 同用，county 须与 by: COUNTY 同用。',
        en: 'A partner goes with by: PARTNER, and a county with by: COUNTY.',
      });
    }
    const key = partner ? partnerReference(partner) : county ? placeReference(county) : null;
    return reader.connection(info, rateShape({ by, sampleId: sample ? keyOf('AuditSample', sample) : null, key }, viewer), page);
  }

  @FieldResolver(() => AuditSampleRowConnection, { description: 'Its rows, as drawn.' })
  rows(@Args(() => PlainArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @FieldResolver(() => AuditVisitConnection, { description: 'The visits, the last first.' })
  visits(@Args(() => PlainArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @FieldResolver(() => FindingConnection, { description: 'What was found, the last first, as far as the viewer sees it.' })
  findings(@Args(() => FindingsArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @FieldResolver(() => [FramedRow], {
    complexity: MOST_FRAMED,
    description: `The rows that it was drawn from, in the order of their numbers: whoever has all of them draws the sample again. At most ${MOST_FRAMED} at a time.`,
  })
  async frame(
    @Root() { id }: { id: string },
    @Arg('from', () => Int, { defaultValue: 0, description: 'How many to leave out first.' }) from: number,
    @Arg('first', () => Int, { defaultValue: 100, description: `How many, at most ${MOST_FRAMED}.` }) first: number,
    @Ctx() { reader }: ReadingContext,
  ): Promise<unknown> {
    if (from < 0 || first < 0 || first > MOST_FRAMED) {
      throw badInput(['first'], 'PAGE_SIZE', {
        zh: `first 须在 0 与 ${MOST_FRAMED} 之间，from 不能为负。`,
        en: `first must be between 0 and ${MOST_FRAMED}, and from not below 0.`,
      });
    }
    const shape = shapeOf(AuditSample);
    const framed = {
      ...shape,
      columns: {
        framed: (row: (column: string) => unknown) => sql`(
          select coalesce(json_agg(json_build_object('name', ${row('subject')} || ':' || row_id, 'stratum', stratum_id::text) order by nth), '[]')
          from unnest(${row('frame_ids')}[${from + 1}::int : ${from + first}::int], ${row('frame_strata')}[${from + 1}::int : ${from + first}::int])
            with ordinality as framed (row_id, stratum_id, nth))`,
      },
    };
    const [row] = await reader.columns(
      framed as typeof shape,
      ['framed'],
      (own) => sql`${own('id')} = ${id}::bigint`,
      (own) => own('id'),
    );
    return row?.framed ?? [];
  }

  @Mutation(() => DrawSamplePayload, {
    description:
      'Draws a random sample of accepted contributions or projects, and keeps the seed and the frame, so that anybody can draw it again. By auditors. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async drawSample(
    @Arg('input', () => DrawSampleInput, { description: 'From what, how many, and by which seed.' }) input: DrawSampleInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return drawSample(context, input, idempotencyKey);
  }

  @Mutation(() => PublishSamplePayload, {
    description:
      'Publishes a sample with its visits and what was sent of its findings, now and later; answers and evidence stay between the sides. By auditors. Errors: FORBIDDEN, NOT_FOUND, CONFLICT.',
  })
  async publishSample(@Arg('sample', () => ID, { description: 'The sample.' }) sample: string, @Ctx() context: WritingContext): Promise<unknown> {
    return publishSample(context, { sample });
  }

  @Mutation(() => RecordVisitPayload, {
    description: 'Records a visit for a sample. By auditors. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async recordVisit(
    @Arg('input', () => RecordVisitInput, { description: 'The visit.' }) input: RecordVisitInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return recordVisit(context, input, idempotencyKey);
  }
}
