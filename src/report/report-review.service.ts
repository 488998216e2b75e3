import { keyOf, missing } from '../reading/reference.js';
import { AppError, type BrokenRule } from '../shared/errors/app-error.js';
import { encodeId } from '../shared/id.js';
import { alias, type Executor, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectOne, selectTheOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { checkedText } from '../writing/text.rules.js';
import { type WritingContext, write } from '../writing/write.js';
import type { AcceptReportInput, ReturnReportInput } from './report.input.js';
import { REPORT_SEEN } from './report.reading.js';
import { checkAccepting, checkTurn } from './report.rules.js';
import { reportConflict } from './report.service.js';
import { isViewersOwn, viewersReview } from './report.steps.js';

interface ReviewFacts {
  readonly id: string;
  readonly state: string;
  readonly round: number;
  readonly version: number;
  /** The acceptance that is the viewer's to give; null where it never is. */
  readonly review: { readonly id: string; readonly isAccepted: boolean; readonly isPassedOver: boolean; readonly below: number } | null;
  readonly isOwn: boolean;
}

/** Accepts a report for the viewer's place, after all places below it. */
export function acceptReport(context: WritingContext, input: AcceptReportInput): Promise<Written> {
  const { viewer } = context;
  return write<ReviewFacts, string | null>(context, {
    action: 'acceptReport',
    input,
    load: (transaction) => loadReview(transaction, context, input.report),
    permits: ({ review }) => review !== null,
    check: (facts, broken) => {
      const review = expectReviewed(facts, input.round);
      checkAccepting(broken, { below: review.below, isOwn: facts.isOwn });
      return checkedText(broken, ['input', 'note'], input.note, { max: 500, prose: true });
    },
    write: async (transaction, { id, state, round, review }, note) => {
      await sql`
        update report_review set accepted_at = now(), account_id = ${viewer.accountId}::bigint, account_name = ${viewer.accountName}, note = ${note}
        where id = ${review?.id ?? null}::bigint`.execute(transaction);
      const became = await selectTheOne<{ state: string }>(transaction, sql`select state from report where id = ${id}::bigint`);
      return {
        type: 'Report',
        id,
        change: { state: became.state, acceptedBy: placeOf(context), round, note },
        before: { state, acceptedBy: null, round, note: null },
      };
    },
  });
}

/** Sends a report back, by a place whose turn it is. It is handed in again as the next round, and climbs anew. */
export function returnReport(context: WritingContext, input: ReturnReportInput): Promise<Written> {
  const { viewer } = context;
  return write<ReviewFacts>(context, {
    action: 'returnReport',
    input,
    load: (transaction) => loadReview(transaction, context, input.report),
    permits: ({ review }) => review !== null,
    check: (facts, broken) => {
      const review = expectReviewed(facts, input.round);
      checkTurn(broken, review.below);
      checkReason(broken, input.reason);
    },
    write: async (transaction, { id, state, round }) => {
      const reason = normaliseText(input.reason);
      await sql`
        update report_round set returned_at = now(), returned_place_id = ${viewer.placeId}::bigint, returned_by = ${viewer.accountId}::bigint,
          returned_by_name = ${viewer.accountName}, return_reason = ${reason}
        where report_id = ${id}::bigint and round = ${round}`.execute(transaction);
      return {
        type: 'Report',
        id,
        change: { state: 'RETURNED', returnedBy: placeOf(context), round },
        before: { state, returnedBy: null, round },
        reason,
      };
    },
  });
}

function checkReason(broken: BrokenRule[], reason: string): void {
  checkedText(broken, ['input', 'reason'], reason, { max: 500, prose: true });
}

/** The id of the viewer's place; null for the office. */
function placeOf({ viewer }: WritingContext): string | null {
  return viewer.placeId === null ? null : encodeId('Place', viewer.placeId);
}

async function loadReview(transaction: Executor, { viewer }: WritingContext, report: string): Promise<ReviewFacts> {
  const key = keyOf('Report', report);
  const row = alias('report');
  await sql`select lock_report(${key}::bigint)`.execute(transaction);
  const facts = await selectOne<ReviewFacts>(
    transaction,
    sql`
      select id::text as id, state, round, version, ${isViewersOwn(row)} as "isOwn", (
        select json_build_object('id', review.id::text, 'isAccepted', review.accepted_at is not null,
          'isPassedOver', review.passed_over, 'below', reviews_below(review))
        from ${viewersReview(row)}) as review
      from report where id = ${key}::bigint and ${REPORT_SEEN.predicate(row, viewer)}`,
  );
  if (!facts) throw missing('Report', report);
  return facts;
}

/** Throws where somebody else was quicker, or another round was handed in since; else the viewer's own review. */
function expectReviewed({ id, state, round, version, review }: ReviewFacts, expected: number): NonNullable<ReviewFacts['review']> {
  const report = { id: encodeId('Report', id), state, round, version };
  if (state !== 'SUBMITTED') throw reportConflict(report, ['SUBMITTED']);
  if (round !== expected) {
    throw new AppError(
      'CONFLICT',
      {
        zh: `报表已是第 ${round} 轮，您审核的是第 ${expected} 轮；请重新阅读。`,
        en: `The report is in round ${round}, and the review is of round ${expected}; read it again.`,
      },
      { reason: 'REPORT_ROUND', report },
    );
  }
  if (review === null || review.isAccepted) {
    throw new AppError(
      'CONFLICT',
      { zh: '您所在的一级已经审核通过。', en: 'Your place has accepted it already.' },
      { reason: 'REPORT_ACCEPTED', report },
    );
  }
  if (review.isPassedOver) {
    throw new AppError(
      'CONFLICT',
      {
        zh: '轮到您所在的一级审核时无人办理，已转由上级审核。',
        en: 'Nobody acted for your place when it was its turn; it was passed over, and those above review it.',
      },
      { reason: 'REPORT_PASSED_OVER', report },
    );
  }
  return review;
}
