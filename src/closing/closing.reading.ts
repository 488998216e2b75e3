import { PART_OF_ITS_OWNER, PUBLIC_FACT, partnerOwned, type Visibility } from '../access/visibility.js';
import { Contribution } from '../contribution/contribution.entity.js';
import { OWNERSHIP } from '../contribution/contribution.reading.js';
import { ReportingPeriod } from '../period/period.entity.js';
import { keyOf } from '../reading/reference.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { by, NEWEST_FIRST } from '../reading/statement.js';
import { type Alias, alias, isOneOf, sql } from '../shared/sql.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { CorrectionRequest } from './correction-request.entity.js';
import { ReportingPeriodFigure, ReportingPeriodVersion } from './period-version.entity.js';

/** Only what was handed in is asked about, and whoever has a hand in it sees the request, also when it was taken back. */
const party = partnerOwned({ ...OWNERSHIP, isPublic: () => sql`false`, isDraft: () => sql`false` });

const BETWEEN_PARTIES: Visibility = {
  policy: 'BETWEEN_PARTIES',
  predicate: (row, viewer) =>
    viewer.role === 'PUBLIC'
      ? sql`false`
      : // A row that was taken back is hidden from all but its recorder, and with it who has a hand in it: then the database says so.
        sql`(exists (select from contribution party where party.id = ${row('contribution_id')} and ${party.predicate(alias('party'), viewer)})
          or viewer_sees_request(${row('contribution_id')}))`,
  hasHand: () => sql`true`,
};

const state = (row: Alias) => sql`
  case when ${row('withdrawn_at')} is not null then 'WITHDRAWN' when ${row('agreed')} is null then 'ASKED' when not ${row('agreed')} then 'REFUSED' when ${row('used_at')} is not null then 'USED'
    when ${row('expires_at')} <= now() then 'EXPIRED' else 'AGREED' end`;

const waits = (row: Alias) => sql`${row('agreed')} is null and ${row('withdrawn_at')} is null`;

/** The viewer's organisation asked for it, or a record that was merged into it. */
export const isViewers = (row: Alias) => sql`${row('asked_for')} = any(viewer_organisations())`;

declareShape(CorrectionRequest, {
  table: 'correction_request',
  visibility: BETWEEN_PARTIES,
  columns: {
    state,
    isAnswerable: (row) => sql`(${waits(row)} and viewer_consents(${row('id')}))`,
    isWithdrawable: (row) => sql`(${waits(row)} and ${isViewers(row)})`,
  },
  needs: { viewerCanAnswer: ['isAnswerable'], viewerCanWithdraw: ['isWithdrawable'] },
  orders: { NEWEST: NEWEST_FIRST },
  lists: {
    periods: {
      to: () => shapeOf(ReportingPeriod),
      on: (request, period) => sql`${period('id')} = any (${request('period_ids')})`,
      order: (period) => sql`${period('starts_on')}, ${period('id')}`,
    },
  },
  filters: {
    programme: (row, programme: string) =>
      sql`exists (select from contribution where contribution.id = ${row('contribution_id')} and contribution.programme = ${programme})`,
    period: (row, period: string) => sql`${row('period_ids')} @> array[${keyOf('ReportingPeriod', period)}::bigint]`,
    states: (row, states: string[]) => isOneOf(state(row), states),
  },
});

declareShape(ReportingPeriodVersion, {
  table: 'reporting_period_version',
  visibility: PUBLIC_FACT,
  orders: { NUMBER: by('version', 'integer') },
  lists: {
    figures: {
      to: () => shapeOf(ReportingPeriodFigure),
      on: (version, figure) => sql`${figure('version_id')} = ${version('id')}`,
      order: (figure) => sql`${figure('flow_class')}, ${figure('stage')}, ${figure('form')}`,
    },
  },
});

declareShape(ReportingPeriodFigure, { table: 'reporting_period_figure', visibility: PART_OF_ITS_OWNER });

extendShape(ReportingPeriod, {
  connections: {
    versions: { to: () => shapeOf(ReportingPeriodVersion), on: (period, version) => sql`${version('period_id')} = ${period('id')}` },
    contributions: {
      to: () => shapeOf(Contribution),
      on: (period, row) =>
        sql`${row('programme')} = ${period('programme')} and ${row('occurred_on')} between ${period('starts_on')} and ${period('ends_on')}`,
    },
  },
});

extendShape(Contribution, {
  one: {
    period: {
      to: () => shapeOf(ReportingPeriod),
      on: (row, period) => sql`${period('programme')} = ${row('programme')} and ${period('during')} @> ${row('occurred_on')}`,
    },
  },
  connections: {
    correctionRequests: {
      to: () => shapeOf(CorrectionRequest),
      on: (row, request) => sql`${request('original_id')} = ${row('original_id')}`,
    },
  },
  needs: { viewerCanAskForCorrection: ['askForCorrection'] },
});

extendShape(WaitingItem, {
  one: {
    correctionRequest: {
      to: () => shapeOf(CorrectionRequest),
      on: (item, row) => sql`${item('subject_type')} = 'CorrectionRequest' and ${row('id')} = ${item('subject_id')}`,
    },
  },
});
