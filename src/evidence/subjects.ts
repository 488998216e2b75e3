import type { Viewer } from '../access/viewer.js';
import { isViewersOrganisation, type OwnedVisibility } from '../access/visibility.js';
import { Agreement } from '../agreement/agreement.entity.js';
import { AGREEMENT_OWNED, isOpenAgreement } from '../agreement/agreement.reading.js';
import { FINDING_SEEN, isAddressed } from '../audit/audit.reading.js';
import { Finding } from '../audit/finding.entity.js';
import { Confirmation } from '../contribution/confirmation.entity.js';
import { CONFIRMATION_SEEN } from '../contribution/confirmation.reading.js';
import { Contribution } from '../contribution/contribution.entity.js';
import { lockChain } from '../contribution/contribution.facts.js';
import { CONTRIBUTION_OWNED } from '../contribution/contribution.reading.js';
import { Project } from '../project/project.entity.js';
import { isOpenProject, PROJECT_OWNED } from '../project/project.reading.js';
import type { TypeClass } from '../reading/shape.js';
import { Report } from '../report/report.entity.js';
import { isViewersReport, REPORT_SEEN } from '../report/report.reading.js';
import { notFound } from '../shared/errors/app-error.js';
import { decodeId } from '../shared/id.js';
import { type Alias, type Executor, type Sql, sql } from '../shared/sql.js';

/** A kind of row that evidence is bound to. */
export interface Subject {
  readonly type: TypeClass;
  readonly table: string;
  /** The column of `evidence` that names the row. */
  readonly column: string;
  readonly visibility: OwnedVisibility;
  /** Whether the row is its recorder's to bind evidence to; the places that it concerns may, too. */
  readonly isRecorders: (row: Alias, viewer: Viewer) => Sql;
  /** Whether the public sees of it what it is meant to see. */
  readonly isOpen: (row: Alias) => Sql;
  /** Whether it was accepted upon its evidence, of which nothing is taken away any more. */
  readonly isSettled: (row: Alias) => Sql;
  /** Whether it was taken back, and takes no evidence. */
  readonly isGivenUp: (row: Alias) => Sql;
  /** Keeps its state, and the list of its evidence, as they are until the transaction ends. */
  readonly lock: (transaction: Executor, key: string) => Promise<void>;
}

/**
 * Everything that evidence is bound to. Another kind has an entry here, its column, its place in the constraint and its two policies in a
 * migration (030_evidence.sql shows them), and a field of its type in subject-evidence.resolver.ts.
 */
export const SUBJECTS: readonly Subject[] = [
  {
    type: Contribution,
    table: 'contribution',
    column: 'contribution_id',
    visibility: CONTRIBUTION_OWNED,
    isRecorders: (row, viewer) => isViewersOrganisation(row('recorded_for'), viewer),
    isOpen: (row) => sql`${row('state')} = 'ACCEPTED'`,
    isSettled: (row) => sql`${row('state')} = 'ACCEPTED'`,
    isGivenUp: (row) => sql`${row('state')} = 'WITHDRAWN'`,
    lock: lockChain,
  },
  {
    type: Project,
    table: 'project',
    column: 'project_id',
    visibility: PROJECT_OWNED,
    isRecorders: (row, { partnerId }) => sql`coalesce(${row('lead_partner_id')} = ${partnerId}::bigint, false)`,
    isOpen: isOpenProject,
    isSettled: (row) => sql`${row('status')} in ('COMPLETED', 'FIRST_ACCEPTED', 'ACCEPTED')`,
    isGivenUp: (row) => sql`${row('status')} = 'WITHDRAWN'`,
    lock: async (transaction, key) => void (await sql`select from project where id = ${key}::bigint for no key update`.execute(transaction)),
  },
  {
    type: Agreement,
    table: 'agreement',
    column: 'agreement_id',
    visibility: AGREEMENT_OWNED,
    isRecorders: (row, { partnerId }) =>
      sql`exists (select from pairing own where own.id = ${row('pairing_id')} and own.partner_id = ${partnerId}::bigint)`,
    isOpen: isOpenAgreement,
    isSettled: isOpenAgreement,
    isGivenUp: (row) => sql`${row('state')} = 'WITHDRAWN'`,
    lock: async (transaction, key) => void (await sql`select from agreement where id = ${key}::bigint for no key update`.execute(transaction)),
  },
  {
    type: Confirmation,
    table: 'confirmation',
    column: 'confirmation_id',
    visibility: CONFIRMATION_SEEN,
    isRecorders: (row) => sql`is_viewers_organisation(${row('role')}, ${row('partner_id')}, ${row('place_id')})`,
    // What the sides say to each other is never public, nor is what they show each other.
    isOpen: () => sql`false`,
    isSettled: (row) => isOfContribution(row, sql`contribution.state = 'ACCEPTED'`),
    isGivenUp: (row) => isOfContribution(row, sql`contribution.state = 'WITHDRAWN'`),
    lock: async (transaction, key) =>
      void (await sql`select lock_chain(contribution_id) from confirmation where id = ${key}::bigint`.execute(transaction)),
  },
  {
    type: Report,
    table: 'report',
    column: 'report_id',
    visibility: REPORT_SEEN,
    isRecorders: isViewersReport,
    isOpen: () => sql`false`,
    isSettled: (row) => sql`${row('state')} = 'ACCEPTED'`,
    isGivenUp: () => sql`false`,
    lock: async (transaction, key) => void (await sql`select lock_report(${key}::bigint)`.execute(transaction)),
  },
  {
    type: Finding,
    table: 'finding',
    column: 'finding_id',
    visibility: FINDING_SEEN,
    isRecorders: (row, viewer) => (viewer.role === 'AUDITOR' ? sql`true` : isAddressed(row, viewer)),
    // What shows a finding, or answers it, stays between the sides.
    isOpen: () => sql`false`,
    isSettled: (row) => sql`${row('status')} = 'RESOLVED'`,
    isGivenUp: () => sql`false`,
    lock: async (transaction, key) => void (await sql`select from finding where id = ${key}::bigint for no key update`.execute(transaction)),
  },
];

function isOfContribution(confirmation: Alias, condition: Sql): Sql {
  return sql`exists (select from contribution where contribution.id = ${confirmation('contribution_id')} and ${condition})`;
}

/** The kind and the key of a row that a client names. Throws NOT_FOUND for one that takes no evidence. */
export function subjectNamed(id: string): { readonly subject: Subject; readonly key: string } {
  const name = decodeId(id);
  const subject = SUBJECTS.find(({ type }) => type.name === name?.type);
  if (!subject || !name || !/^\d{1,18}$/.test(name.key)) throw noSubject(id);
  return { subject, key: name.key };
}

export function noSubject(id: string): Error {
  return notFound({ zh: '可附佐证的记录', en: 'row that takes evidence' }, id);
}
