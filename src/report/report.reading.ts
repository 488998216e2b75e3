import type { Viewer } from '../access/viewer.js';
import { isViewersPartner, leadsTo, type OwnedVisibility, PART_OF_ITS_OWNER, seesAll } from '../access/visibility.js';
import { Partner } from '../partner/partner.entity.js';
import { ReportingPeriod } from '../period/period.entity.js';
import { isWithin, placeNamed } from '../place/place.reading.js';
import { keyOf, partnerReference } from '../reading/reference.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { by, NEWEST_FIRST } from '../reading/statement.js';
import { type Alias, alias, anyOf, type Sql, sql } from '../shared/sql.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { TODAY } from '../writing/facts.js';
import { Report } from './report.entity.js';
import type { ReportState } from './report.enums.js';
import { reportSteps } from './report.steps.js';
import { ReportFigure, ReportForecast, ReportReview, ReportRound } from './report-round.entity.js';

/** The viewer's partner owes it. */
export function isViewersReport(row: Alias, viewer: Viewer): Sql {
  return viewer.role === 'PARTNER' ? sql`coalesce(${isViewersPartner(row('partner_id'), viewer)}, false)` : sql`false`;
}

/** A report is for its partner, for those who see everything, and for the places that it concerns once it is handed in. */
function isSeen(row: Alias, viewer: Viewer): Sql {
  const isThere = sql`(${row('is_owed')} or ${row('round')} > 0)`;
  if (seesAll(viewer)) return isThere;
  if (viewer.role === 'PARTNER') return sql`(${isThere} and ${isViewersReport(row, viewer)})`;
  if (viewer.role !== 'PLACE' || viewer.placeId === null) return sql`false`;
  return sql`(${row('round')} > 0 and exists (
    select from report_review own join place on place.id = own.place_id
    where own.report_id = ${row('id')} and ${isWithin(alias('place'), sql`${viewer.placeId}::bigint`)}))`;
}

export const REPORT_SEEN: OwnedVisibility = { policy: 'PARTNER_AND_REVIEWERS', predicate: isSeen, hasHand: isSeen };

/** A round is seen with its report, and only by the partner before it is handed in. */
function isRoundSeen(row: Alias, viewer: Viewer): Sql {
  if (viewer.role === 'PUBLIC') return sql`false`;
  const isWritten = (report: Alias) => anyOf([sql`${row('submitted_at')} is not null`, isViewersReport(report, viewer)]);
  return leadsTo('report', row('report_id'), (report) => sql`${isSeen(report, viewer)} and ${isWritten(report)}`, 'owed');
}

/** What was not handed in goes by the day. */
const CONDITIONS: Readonly<Record<ReportState, (row: Alias) => Sql>> = {
  NOT_YET_DUE: (row) => sql`(${row('state')} = 'OWED' and ${row('due_on')} > ${TODAY} and ${row('opens_on')} > ${TODAY})`,
  DUE: (row) => sql`(${row('state')} = 'OWED' and ${row('due_on')} >= ${TODAY} and least(${row('opens_on')}, ${row('due_on')}) <= ${TODAY})`,
  OVERDUE: (row) => sql`(${row('state')} = 'OWED' and ${row('due_on')} < ${TODAY})`,
  SUBMITTED: (row) => sql`${row('state')} = 'SUBMITTED'`,
  RETURNED: (row) => sql`${row('state')} = 'RETURNED'`,
  ACCEPTED: (row) => sql`${row('state')} = 'ACCEPTED'`,
};

function state(row: Alias): Sql {
  const { OVERDUE, NOT_YET_DUE } = CONDITIONS;
  return sql`case when ${row('state')} <> 'OWED' then ${row('state')} when ${OVERDUE(row)} then 'OVERDUE' when ${NOT_YET_DUE(row)} then 'NOT_YET_DUE'
    else 'DUE' end`;
}

declareShape(Report, {
  table: 'report',
  visibility: REPORT_SEEN,
  columns: { state, ...reportSteps },
  orders: { DUE: by('due_on', 'date'), NEWEST: NEWEST_FIRST },
  needs: {
    viewerCanSave: ['saveReport'],
    viewerCanSubmit: ['submitReport'],
    viewerCanAccept: ['acceptReport'],
    viewerCanReturn: ['returnReport'],
  },
  filters: {
    programme: (row, programme: string) => sql`${row('programme')} = ${programme}`,
    period: (row, period: string) => sql`${row('period_id')} = ${keyOf('ReportingPeriod', period)}::bigint`,
    partner: (row, partner: string) => sql`${row('partner_id')} = any(partner_records(${partnerReference(partner)}))`,
    states: (row, states: ReportState[]) => anyOf(states.map((one) => CONDITIONS[one](row))),
    place: (row, place: string) => {
      const inside = isWithin(alias('place'), placeNamed(place));
      return sql`${row('id')} in (
        select own.report_id from report_review own join place on place.id = own.place_id where ${inside}
        union all
        select paired.id from pairing join place on place.id = pairing.place_id
        join report paired on paired.partner_id = pairing.partner_id and paired.programme = pairing.programme
        join reporting_period period on period.id = paired.period_id and period.during && pairing.during where ${inside})`;
    },
  },
  lists: {
    rounds: {
      to: () => shapeOf(ReportRound),
      on: (report, row) => sql`${row('report_id')} = ${report('id')}`,
      order: (row) => row('round'),
    },
  },
});

const ofRound = (round: Alias, row: Alias) => sql`${row('round_id')} = ${round('id')}`;

declareShape(ReportRound, {
  table: 'report_round',
  visibility: { policy: 'WITH_ITS_REPORT', predicate: isRoundSeen, hasHand: isRoundSeen },
  lists: {
    figures: {
      to: () => shapeOf(ReportFigure),
      on: ofRound,
      order: (row) => sql`${row('flow_class')}, ${row('stage')}, ${row('form')}`,
    },
    forecasts: { to: () => shapeOf(ReportForecast), on: ofRound, order: (row) => sql`${row('starts_on')}, ${row('flow_class')}` },
  },
  connections: {
    reviews: {
      to: () => shapeOf(ReportReview),
      on: (round, row) => sql`${row('report_id')} = ${round('report_id')} and ${row('round')} = ${round('round')}`,
    },
  },
});

declareShape(ReportFigure, { table: 'report_figure', visibility: PART_OF_ITS_OWNER });
declareShape(ReportReview, { table: 'report_review', visibility: PART_OF_ITS_OWNER, orders: { STEP: by('step', 'integer') } });
declareShape(ReportForecast, {
  table: 'report_forecast',
  visibility: PART_OF_ITS_OWNER,
  columns: { quarter: (row) => sql`to_char(${row('starts_on')}, 'YYYY"-Q"Q')` },
});

extendShape(Partner, {
  connections: {
    reports: { to: () => shapeOf(Report), on: (partner, row) => sql`${row('partner_id')} = any(${partner('id')} || ${partner('merged_ids')})` },
  },
});

extendShape(ReportingPeriod, {
  connections: { reports: { to: () => shapeOf(Report), on: (period, row) => sql`${row('period_id')} = ${period('id')}` } },
});

extendShape(WaitingItem, {
  one: {
    report: {
      to: () => shapeOf(Report),
      on: (item, row) => sql`${item('subject_type')} = 'Report' and ${row('id')} = ${item('subject_id')}`,
    },
  },
});
