import type { Viewer } from '../access/viewer.js';
import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import { AppError, type BrokenRule } from '../shared/errors/app-error.js';
import { alias, type Executor, type Sql, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectOne, selectTheOne, TODAY } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { type WritingContext, write } from '../writing/write.js';
import { Project, ProjectStatus } from './project.entity.js';
import type { AcceptProjectInput, ObjectToProjectInput } from './project.input.js';
import {
  expectProjectStep,
  expectViewersAcceptance,
  isAcceptedByViewer,
  isViewersAcceptance,
  PROJECT_STEPS,
  type ProjectStep,
} from './project.steps.js';
import {
  checkAcceptance,
  checkApproval,
  checkNotice,
  checkObjection,
  checkResumption,
  checkReturn,
  checkSuspension,
  isDone,
  type LifeFacts,
} from './project-life.rules.js';
import { ProjectObjection } from './project-objection.entity.js';

/** Begins the public notice of a proposal, which runs for the days of its programme from today on. */
export function openProjectNotice(context: WritingContext, project: string): Promise<Written> {
  return step(context, 'openProjectNotice', project, {
    check: (facts, broken) => checkNotice(broken, facts),
    write: (transaction, { id, noticeWouldEndOn }) =>
      setStatus(transaction, id, ProjectStatus.ON_NOTICE, {
        reason: null,
        also: sql`notice_started_on = ${TODAY}, notice_ends_on = ${noticeWouldEndOn}::date`,
      }),
  });
}

/** Approves a proposal after its notice: by the county or above that holds all its places, or by the programme office. */
export function approveProject(context: WritingContext, project: string, note: string | null): Promise<Written> {
  return step(context, 'approveProject', project, {
    input: { note },
    check: (facts, broken) => checkApproval(broken, facts, note),
    write: (transaction, { id }) => setStatus(transaction, id, ProjectStatus.APPROVED, { reason: note === null ? null : normaliseText(note) }),
  });
}

/** Sends a proposal back to be mended, or completed work to be done better. */
export function returnProject(context: WritingContext, project: string, reason: string): Promise<Written> {
  return step(context, 'returnProject', project, {
    reason,
    check: (facts, broken) => checkReturn(broken, facts, reason),
    write: (transaction, { id, status }) =>
      setStatus(transaction, id, isDone(status) ? ProjectStatus.UNDER_WAY : ProjectStatus.RETURNED, { reason: normaliseText(reason) }),
  });
}

/** Takes the step of acceptance that is due. */
export function acceptProject(context: WritingContext, input: AcceptProjectInput): Promise<Written> {
  const { viewer } = context;
  return step(context, 'acceptProject', input.project, {
    input,
    check: (facts, broken) => {
      expectViewersAcceptance(facts, facts.isViewersAcceptance);
      checkAcceptance(broken, facts, input);
    },
    write: async (transaction, { id, round, step: nth, acceptingPlaceId, status }) => {
      await sql`
        insert into project_acceptance (project_id, round, step, place_id, account_id, account_name, accepted_on, note, synthetic)
        select id, ${round}, ${nth}, ${acceptingPlaceId}::bigint, ${viewer.accountId}::bigint, ${viewer.accountName}, ${input.acceptedOn}::date,
          ${input.note == null ? null : normaliseText(input.note)}, synthetic or ${viewer.demonstration}
        from project where id = ${id}::bigint`.execute(transaction);
      const accepted = status === ProjectStatus.COMPLETED ? ProjectStatus.FIRST_ACCEPTED : ProjectStatus.ACCEPTED;
      await setStatus(transaction, id, accepted, { reason: null });
      return { acceptedOn: input.acceptedOn, acceptanceNote: input.note ?? null };
    },
  });
}

/** Suspends a project by itself, whatever its agreements are. */
export function suspendProject(context: WritingContext, project: string, reason: string): Promise<Written> {
  return step(context, 'suspendProject', project, {
    reason,
    check: (facts, broken) => checkSuspension(broken, facts, reason),
    write: async (transaction, { id }) => {
      await sql`insert into project_hold (project_id, reason) values (${id}::bigint, ${normaliseText(reason)})`.execute(transaction);
      return { isSuspendedItself: true };
    },
  });
}

/** Takes a project's own suspension back. It goes on where it was, unless one of its agreements is suspended. */
export function resumeProject(context: WritingContext, project: string): Promise<Written> {
  return step(context, 'resumeProject', project, {
    check: (facts, broken) => checkResumption(broken, facts),
    write: async (transaction, { id }) => {
      await sql`update project_hold set ended_at = now() where project_id = ${id}::bigint and agreement_id is null and ended_at is null`.execute(
        transaction,
      );
      return { isSuspendedItself: false };
    },
  });
}

/** Says what somebody has against a project on notice. */
export function objectToProject(context: WritingContext, input: ObjectToProjectInput, idempotencyKey: string): Promise<Written> {
  const { viewer } = context;
  return write<LifeFacts>(context, {
    action: 'objectToProject',
    input,
    idempotencyKey,
    load: (transaction) => loadLife(transaction, viewer, 'objectToProject', input.project),
    permits: ({ isPermitted }) => isPermitted,
    check: (facts, broken) => {
      expectProjectStep('objectToProject', facts);
      checkObjection(broken, facts, input.body);
    },
    write: async (transaction, { id: project }) => {
      const { id } = await selectTheOne<{ id: string }>(
        transaction,
        sql`insert into project_objection (project_id, account_id, account_name, body, synthetic)
          select id, ${viewer.accountId}::bigint, ${viewer.accountName}, ${normaliseText(input.body)}, synthetic or ${viewer.demonstration}
          from project where id = ${project}::bigint returning id::text as id`,
      );
      return { type: 'ProjectObjection', id, change: { ...input } };
    },
  });
}

/** Takes an objection back, by the account that made it. */
export function withdrawObjection(context: WritingContext, objection: string): Promise<Written> {
  const { viewer } = context;
  return write<{ id: string; isOwn: boolean; isWithdrawn: boolean }>(context, {
    action: 'withdrawObjection',
    input: { objection },
    load: async (transaction) => {
      const visible = shapeOf(ProjectObjection).visibility.predicate(alias('project_objection'), viewer);
      const found = await selectOne<{ id: string; isOwn: boolean; isWithdrawn: boolean }>(
        transaction,
        sql`select id::text as id, account_id = ${viewer.accountId}::bigint as "isOwn", withdrawn_at is not null as "isWithdrawn"
          from project_objection where id = ${keyOf('ProjectObjection', objection)}::bigint and ${visible} for no key update`,
      );
      if (!found) throw missing('ProjectObjection', objection);
      return found;
    },
    permits: ({ isOwn }) => isOwn,
    check: ({ isWithdrawn }) => {
      if (isWithdrawn)
        throw new AppError('CONFLICT', { zh: '该异议已撤回。', en: 'The objection is withdrawn already.' }, { reason: 'OBJECTION_WITHDRAWN' });
    },
    write: async (transaction, { id }) => {
      await sql`update project_objection set withdrawn_at = now() where id = ${id}::bigint`.execute(transaction);
      return { type: 'ProjectObjection', id, change: { isWithdrawn: true }, before: { isWithdrawn: false } };
    },
  });
}

interface LifeStep {
  readonly input?: object;
  readonly reason?: string;
  readonly check: (facts: LifeFacts, broken: BrokenRule[]) => void;
  /** Gives what the history tells of it beside what became of the project. */
  readonly write: (transaction: Executor, facts: LifeFacts) => Promise<Readonly<Record<string, unknown>>>;
}

function step(context: WritingContext, action: ProjectStep, project: string, { input, reason, check, ...plan }: LifeStep): Promise<Written> {
  return write<LifeFacts>(context, {
    action,
    input: { project, ...input },
    load: (transaction) => loadLife(transaction, context.viewer, action, project),
    permits: ({ isPermitted }) => isPermitted,
    check: (facts, broken) => {
      expectProjectStep(action, facts);
      check(facts, broken);
    },
    write: async (transaction, facts) => {
      const told = await plan.write(transaction, facts);
      const { before, change } = changes(facts, await selectTheOne<Became>(transaction, became(facts.id)));
      return { type: 'Project', id: facts.id, change: { ...change, ...told }, before, ...(reason !== undefined && { reason }) };
    },
  });
}

type Became = Pick<LifeFacts, 'status' | 'version' | 'statusReason' | 'suspendedFrom' | 'noticeStartedOn' | 'noticeEndsOn'>;

function became(id: string): Sql {
  return sql`
    select status, version, status_reason as "statusReason", suspended_from as "suspendedFrom",
      notice_started_on::text as "noticeStartedOn", notice_ends_on::text as "noticeEndsOn"
    from project where id = ${id}::bigint`;
}

function changes(was: LifeFacts, is: Became): { before: Record<string, unknown>; change: Record<string, unknown> } {
  const changed = (Object.keys(is) as (keyof Became)[]).filter((field) => is[field] !== was[field]);
  return {
    before: Object.fromEntries(changed.map((field) => [field, was[field]])),
    change: Object.fromEntries(changed.map((field) => [field, is[field]])),
  };
}

async function setStatus(
  transaction: Executor,
  id: string,
  status: ProjectStatus,
  { reason, also }: { readonly reason: string | null; readonly also?: Sql },
): Promise<Readonly<Record<string, unknown>>> {
  await sql`
    update project set status = ${status}, status_reason = ${reason}, version = version + 1${also ? sql`, ${also}` : sql``} where id = ${id}::bigint`.execute(
    transaction,
  );
  return {};
}

/** Locks the project, so that what is read of it is as the last writer left it. */
async function loadLife(transaction: Executor, viewer: Viewer, action: ProjectStep, project: string): Promise<LifeFacts> {
  const key = keyOf('Project', project);
  const row = alias('project');
  await sql`select lock_project(${key}::bigint)`.execute(transaction);
  const found = await selectOne<LifeFacts>(
    transaction,
    sql`
      select id::text as id, status, version, status_reason as "statusReason", suspended_from as "suspendedFrom", ${TODAY}::text as today,
        notice_days as "noticeDays", (${TODAY} + notice_days - 1)::text as "noticeWouldEndOn", notice_started_on::text as "noticeStartedOn",
        notice_ends_on::text as "noticeEndsOn", (notice_ends_on + 1)::text as "approvableOn", open_objections(id) as "openObjections",
        coalesce(has_objected(id, viewer_account()), false) as "isObjectedByViewer", agreement_is_suspended(id) as "isAgreementSuspended",
        has_own_hold(id) as "hasOwnHold", acceptance_round as round, accepting_step(status) as step,
        accepting_place(place_id, accepting_step(status))::text as "acceptingPlaceId", ${isAcceptedByViewer(row)} as "isAcceptedByViewer",
        ${isViewersAcceptance(row)} as "isViewersAcceptance",
        ${PROJECT_STEPS[action].by(row)} as "isPermitted"
      from project join programme on programme.code = project.programme
      where id = ${key}::bigint and ${shapeOf(Project).visibility.predicate(row, viewer)}`,
  );
  if (!found) throw missing('Project', project);
  return found;
}
