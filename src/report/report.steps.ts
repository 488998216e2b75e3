import { type Alias, type Sql, sql } from '../shared/sql.js';
import { TODAY } from '../writing/facts.js';

/** The rows of `report_review` that the viewer's place, or the office, has to accept of the round that was handed in last. */
export function viewersReview(report: Alias): Sql {
  return sql`report_review review where review.report_id = ${report('id')} and review.round = ${report('round')}
    and (review.place_id = viewer_place() or review.place_id is null and viewer_role() = 'PROGRAMME_OFFICE')`;
}

/** The viewer's account handed the round in, or accepted it for another place. */
export function isViewersOwn(report: Alias): Sql {
  return sql`(exists (select from report_round own where own.report_id = ${report('id')} and own.round = ${report('round')} and own.submitted_by = viewer_account())
    or exists (select from report_review own where own.report_id = ${report('id')} and own.round = ${report('round')} and own.account_id = viewer_account()))`;
}

/** The partner may hand it in as soon as its period is over. */
export const isOpenForHandingIn = (report: Alias): Sql => sql`(least(${report('opens_on')}, ${report('due_on')}) <= ${TODAY})`;

const isBeingWritten = (report: Alias): Sql =>
  sql`(${report('state')} in ('OWED', 'RETURNED') and coalesce(${report('partner_id')} = any(viewer_partners()), false))`;

const isViewersTurn = (report: Alias): Sql =>
  sql`(${report('state')} = 'SUBMITTED' and exists (select from ${viewersReview(report)} and review_is_due(review)))`;

/** By step, whether the row, as it is, is for the viewer to take it with. Their text is the same for all viewers. */
export const reportSteps: Readonly<Record<'saveReport' | 'submitReport' | 'acceptReport' | 'returnReport', (report: Alias) => Sql>> = {
  saveReport: isBeingWritten,
  submitReport: (report) => sql`(${isBeingWritten(report)} and ${isOpenForHandingIn(report)} and exists (
    select from report_round draft where draft.report_id = ${report('id')} and draft.submitted_at is null))`,
  acceptReport: (report) => sql`(${isViewersTurn(report)} and not ${isViewersOwn(report)})`,
  returnReport: isViewersTurn,
};
