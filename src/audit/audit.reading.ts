import type { Viewer } from '../access/viewer.js';
import { isViewersPartner, leadsTo, seesAll, type Visibility } from '../access/visibility.js';
import { Contribution } from '../contribution/contribution.entity.js';
import { CONTRIBUTION_OWNED } from '../contribution/contribution.reading.js';
import { isWithin } from '../place/place.reading.js';
import { Project } from '../project/project.entity.js';
import { PROJECT_OWNED } from '../project/project.reading.js';
import { declareShape, declareShapePerRequest, extendShape, shapeOf } from '../reading/shape.js';
import { NEWEST_FIRST, OLDEST_FIRST } from '../reading/statement.js';
import { type Alias, anyOf, isOneOf, type Sql, sql } from '../shared/sql.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { AuditSample, AuditSampleRow } from './audit-sample.entity.js';
import { AuditVisit } from './audit-visit.entity.js';
import { Finding, FindingAnswer } from './finding.entity.js';
import { FindingRate } from './finding-rate.type.js';

/** Auditors, the programme office and administrators see a sample; everybody one that is published. */
const PUBLISHED: Visibility = {
  policy: 'PUBLISHED_SAMPLE',
  predicate: (row, viewer) => (seesAll(viewer) ? sql`true` : sql`${row('published_at')} is not null`),
  hasHand: (_row, viewer) => (seesAll(viewer) ? sql`true` : sql`false`),
};

function isOfPublished(row: Alias): Sql {
  return leadsTo('audit_sample', row('sample_id'), (sample) => sql`${sample('published_at')} is not null`, 'own_sample');
}

/** What belongs to a sample is seen with it. */
const WITH_ITS_SAMPLE: Visibility = {
  policy: 'WITH_ITS_SAMPLE',
  predicate: (row, viewer) => (seesAll(viewer) ? sql`true` : isOfPublished(row)),
};

/** The same, and its history is for those who see everything. */
const VISIT: Visibility = { ...WITH_ITS_SAMPLE, hasHand: (_row, viewer) => (seesAll(viewer) ? sql`true` : sql`false`) };

/** The viewer is who has to answer, or a place around it. */
export function isAddressed(row: Alias, viewer: Viewer): Sql {
  if (viewer.role === 'PARTNER') return sql`coalesce(${isViewersPartner(row('partner_id'), viewer)}, false)`;
  if (viewer.role !== 'PLACE' || viewer.placeId === null) return sql`false`;
  return leadsTo('place', row('place_id'), (place) => isWithin(place, sql`${viewer.placeId}::bigint`));
}

/** Whom a finding concerns, once it is sent: who has to answer, and whoever has a hand in the row. */
function concerns(row: Alias, viewer: Viewer): Sql {
  if (viewer.role !== 'PARTNER' && viewer.role !== 'PLACE') return sql`false`;
  return anyOf([
    isAddressed(row, viewer),
    leadsTo('contribution', row('contribution_id'), (given) => CONTRIBUTION_OWNED.hasHand(given, viewer), 'against'),
    leadsTo('project', row('project_id'), (project) => PROJECT_OWNED.hasHand(project, viewer), 'against'),
  ]);
}

const isSent = (row: Alias) => sql`${row('status')} <> 'DRAFT'`;

/** A finding is for those who see everything; for whom it concerns once it is sent; and for everybody once its sample is published as well. */
export const FINDING_SEEN: Visibility & { readonly hasHand: NonNullable<Visibility['hasHand']> } = {
  policy: 'FINDING',
  predicate: (row, viewer) => (seesAll(viewer) ? sql`true` : sql`(${isSent(row)} and ${anyOf([isOfPublished(row), concerns(row, viewer)])})`),
  hasHand: (row, viewer) => (seesAll(viewer) ? sql`true` : sql`(${isSent(row)} and ${concerns(row, viewer)})`),
};

declareShape(AuditSample, {
  table: 'audit_sample',
  visibility: PUBLISHED,
  columns: {
    // As people name it; the database keeps the type whose rows it is of.
    subject: (row) => sql`case ${row('subject')} when 'Contribution' then 'CONTRIBUTIONS' else 'PROJECTS' end`,
    frameSize: (row) => sql`cardinality(${row('frame_ids')})`,
    frameSha256: (row) => sql`encode(${row('frame_sha256')}, 'hex')`,
  },
  orders: { NEWEST: NEWEST_FIRST },
});
declareShape(AuditSampleRow, {
  table: 'audit_sample_row',
  visibility: WITH_ITS_SAMPLE,
  orders: { DRAWN: { keys: [{ of: (row) => row('ordinal'), type: 'integer' }], descending: false } },
});
declareShape(AuditVisit, { table: 'audit_visit', visibility: VISIT, orders: { NEWEST: NEWEST_FIRST } });
declareShape(Finding, {
  table: 'finding',
  visibility: FINDING_SEEN,
  orders: { NEWEST: NEWEST_FIRST },
  filters: {
    statuses: (row, statuses: string[]) => isOneOf(row('status'), statuses),
    kinds: (row, kinds: string[]) => isOneOf(row('kind'), kinds),
    severities: (row, severities: string[]) => isOneOf(row('severity'), severities),
  },
});
declareShape(FindingAnswer, {
  table: 'finding_answer',
  visibility: {
    policy: 'WITH_ITS_FINDING',
    predicate: (row, viewer) => {
      if (viewer.role === 'PUBLIC') return sql`false`;
      return leadsTo('finding', row('finding_id'), (finding) => FINDING_SEEN.hasHand(finding, viewer));
    },
  },
  orders: { OLDEST: OLDEST_FIRST },
});
declareShapePerRequest(FindingRate);

const ofSample = (own: Alias, row: Alias) => sql`${row('sample_id')} = ${own('id')}`;

extendShape(AuditSample, {
  connections: {
    rows: { to: () => shapeOf(AuditSampleRow), on: ofSample },
    visits: { to: () => shapeOf(AuditVisit), on: ofSample },
    findings: { to: () => shapeOf(Finding), on: ofSample },
  },
});
extendShape(Finding, {
  connections: { answers: { to: () => shapeOf(FindingAnswer), on: (finding, row) => sql`${row('finding_id')} = ${finding('id')}` } },
});
extendShape(Contribution, {
  connections: { findings: { to: () => shapeOf(Finding), on: (own, row) => sql`${row('contribution_id')} = ${own('id')}` } },
});
extendShape(Project, {
  connections: { findings: { to: () => shapeOf(Finding), on: (own, row) => sql`${row('project_id')} = ${own('id')}` } },
});
extendShape(WaitingItem, {
  one: {
    finding: {
      to: () => shapeOf(Finding),
      on: (item, row) => sql`${item('subject_type')} = 'Finding' and ${row('id')} = ${item('subject_id')}`,
    },
  },
});
