import { type Action, may } from '../access/permissions.js';
import type { Viewer } from '../access/viewer.js';
import { AppError } from '../shared/errors/app-error.js';
import { encodeId } from '../shared/id.js';
import { namesZh, nameZh } from '../shared/names-zh.js';
import { type Alias, isOneOf, type Sql, sql } from '../shared/sql.js';
import { TODAY } from '../writing/facts.js';
import { ProjectStatus } from './project.entity.js';

const { PROPOSED, ON_NOTICE, APPROVED, UNDER_WAY, SUSPENDED, COMPLETED, FIRST_ACCEPTED, CANCELLED, WITHDRAWN } = ProjectStatus;

/** Whose step it is. The database says it (schema/migrations/034_project_life.sql). */
const DECIDER = (row: Alias) => sql`viewer_decides_at(${row('place_id')})`;
const ACCEPTOR = (row: Alias) => sql`(viewer_accepts(${row('place_id')}, 1) or viewer_accepts(${row('place_id')}, 2))`;
const ANY_ACCOUNT = (_row: Alias) => sql`viewer_account() is not null`;

/** Of the two steps of acceptance the one that is due is the viewer's. */
export const isViewersAcceptance = (row: Alias): Sql => sql`viewer_accepts(${row('place_id')}, accepting_step(${row('status')}))`;

/** Each step of acceptance is taken by another account. */
export const isAcceptedByViewer = (row: Alias): Sql => sql`coalesce(has_accepted(${row('id')}, ${row('acceptance_round')}, viewer_account()), false)`;

/** The public notice that comes before approval runs, or was not given. */
const isNoticeAhead = (row: Alias): Sql => sql`case when ${row('status')} = 'ON_NOTICE' then ${row('notice_ends_on')} >= ${TODAY}
  else (select notice_days > 0 from programme where programme.code = ${row('programme')}) end`;

interface Step {
  readonly from: readonly ProjectStatus[];
  readonly by: (row: Alias) => Sql;
  /** What else keeps the viewer from it. */
  readonly unless?: (row: Alias) => Sql;
}

/** The life of a project: each step, from which states, and whose it is. It refuses, and it answers what the viewer can do. */
export const PROJECT_STEPS = {
  openProjectNotice: { from: [PROPOSED], by: DECIDER, unless: (row) => sql`not (${isNoticeAhead(row)})` },
  approveProject: { from: [PROPOSED, ON_NOTICE], by: DECIDER, unless: (row) => sql`${isNoticeAhead(row)} or agreement_is_suspended(${row('id')})` },
  returnProject: {
    from: [PROPOSED, ON_NOTICE, COMPLETED, FIRST_ACCEPTED],
    by: DECIDER,
    unless: (row) => sql`${row('status')} in ('COMPLETED', 'FIRST_ACCEPTED') and agreement_is_suspended(${row('id')})`,
  },
  acceptProject: {
    from: [COMPLETED, FIRST_ACCEPTED],
    by: ACCEPTOR,
    unless: (row) => sql`not ${isViewersAcceptance(row)} or ${isAcceptedByViewer(row)}`,
  },
  suspendProject: { from: [APPROVED, UNDER_WAY, SUSPENDED], by: DECIDER, unless: (row) => sql`has_own_hold(${row('id')})` },
  resumeProject: { from: [SUSPENDED], by: DECIDER, unless: (row) => sql`not has_own_hold(${row('id')})` },
  objectToProject: {
    from: [ON_NOTICE],
    by: ANY_ACCOUNT,
    unless: (row) => sql`${row('notice_ends_on')} < ${TODAY} or has_objected(${row('id')}, viewer_account())`,
  },
} as const satisfies Partial<Record<Action, Step>>;

export type ProjectStep = keyof typeof PROJECT_STEPS;

/** Where the partner that leads a project may take it by `updateProject`. */
export const NEXT_FOR_LEAD: Readonly<Record<ProjectStatus, readonly ProjectStatus[]>> = {
  PROPOSED: [WITHDRAWN],
  ON_NOTICE: [WITHDRAWN],
  RETURNED: [PROPOSED, WITHDRAWN],
  APPROVED: [UNDER_WAY, CANCELLED],
  UNDER_WAY: [COMPLETED, CANCELLED],
  SUSPENDED: [CANCELLED],
  COMPLETED: [],
  FIRST_ACCEPTED: [],
  ACCEPTED: [],
  CANCELLED: [],
  WITHDRAWN: [],
};

/** Whether the row, as it is, is for the viewer's role to take the step with. Its text is the same for all viewers. */
export function isOpenForStep(step: ProjectStep): (row: Alias) => Sql {
  const { from, by, unless }: Step = PROJECT_STEPS[step];
  return (row) => sql`case when ${isOneOf(row('status'), from)} then ${by(row)}${unless ? sql` and not (${unless(row)})` : sql``} else false end`;
}

/** The same for this viewer, whose token may be narrowed. */
export function canTakeProjectStep(step: ProjectStep, isOpen: boolean, viewer: Viewer): boolean {
  return isOpen && may(viewer, step);
}

interface StepFacts {
  readonly id: string;
  readonly status: ProjectStatus;
  readonly version: number;
}

/** Throws where the project is in no state for the step: somebody else was quicker, or it never was. */
export function expectProjectStep(step: ProjectStep, facts: StepFacts): void {
  const { from }: Step = PROJECT_STEPS[step];
  if (!from.includes(facts.status)) throw projectConflict(facts, from);
}

/** The same where the step of acceptance that is due is another side's. */
export function expectViewersAcceptance(facts: StepFacts, isViewers: boolean): void {
  if (!isViewers) throw projectConflict(facts, [facts.status === COMPLETED ? FIRST_ACCEPTED : COMPLETED]);
}

function projectConflict({ id, status, version }: StepFacts, from: readonly string[]): AppError {
  return new AppError(
    'CONFLICT',
    {
      zh: `项目现在是“${nameZh('ProjectStatus', status)}”，须为${namesZh('ProjectStatus', from)}。`,
      en: `The project is ${status} now; it must be ${from.join(' or ')}.`,
    },
    { reason: 'PROJECT_STATUS', project: { id: encodeId('Project', id), status, version } },
  );
}
