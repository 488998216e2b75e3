import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { may } from '../access/permissions.js';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { filledByStatement } from '../reading/wire.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { Project, ProjectStatus } from './project.entity.js';
import { AcceptProjectInput, ObjectToProjectInput } from './project.input.js';
import { canTakeProjectStep, NEXT_FOR_LEAD, type ProjectStep } from './project.steps.js';
import { ProjectAcceptance } from './project-acceptance.entity.js';
import {
  acceptProject,
  approveProject,
  objectToProject,
  openProjectNotice,
  resumeProject,
  returnProject,
  suspendProject,
  withdrawObjection,
} from './project-life.service.js';
import { ProjectObjection } from './project-objection.entity.js';

const ProjectObjectionConnection = connectionType(ProjectObjection, 'ProjectObjection');
const ObjectionsArgs = pageArgs({});
const OpenProjectNoticePayload = payloadType('OpenProjectNotice', Project, 'project', 'The project, on notice.');
const ApproveProjectPayload = payloadType('ApproveProject', Project, 'project', 'The project, approved.');
const ReturnProjectPayload = payloadType('ReturnProject', Project, 'project', 'The project, returned or under way again.');
const AcceptProjectPayload = payloadType('AcceptProject', Project, 'project', 'The project, accepted in this step.');
const SuspendProjectPayload = payloadType('SuspendProject', Project, 'project', 'The project, suspended.');
const ResumeProjectPayload = payloadType('ResumeProject', Project, 'project', 'The project as it is now.');
const ObjectToProjectPayload = payloadType('ObjectToProject', ProjectObjection, 'objection', 'The objection as recorded.');
const WithdrawObjectionPayload = payloadType('WithdrawObjection', ProjectObjection, 'objection', 'The objection, withdrawn.');

/** A row with what its statement says of the steps, by name. */
type WithSteps = Readonly<Record<ProjectStep | 'isViewersToLead', boolean>> & { readonly status: ProjectStatus };

const BY_DECIDERS = 'By the county or above that holds all its places, or by the programme office. ';

@Resolver(() => Project)
export class ProjectLifeResolver {
  @FieldResolver(() => [ProjectAcceptance], { description: 'The steps of its acceptance, in the order they were taken.' })
  acceptances(): never {
    return filledByStatement();
  }

  @FieldResolver(() => ProjectObjectionConnection, {
    description: 'What was said against it while it was on notice, the last first: all of it for those whose business it is, their own for others.',
  })
  objections(@Args(() => ObjectionsArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can give public notice of it, as it is now.' })
  viewerCanOpenNotice(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeProjectStep('openProjectNotice', row.openProjectNotice, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can approve it, as it is now; with a note where objections stand.' })
  viewerCanApprove(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeProjectStep('approveProject', row.approveProject, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can send it back, as it is now.' })
  viewerCanReturn(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeProjectStep('returnProject', row.returnProject, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the step of acceptance that is due is for the viewer to take.' })
  viewerCanAccept(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeProjectStep('acceptProject', row.acceptProject, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can suspend it, as it is now.' })
  viewerCanSuspend(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeProjectStep('suspendProject', row.suspendProject, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can take its own suspension back.' })
  viewerCanResume(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeProjectStep('resumeProject', row.resumeProject, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can object to it, as it is now.' })
  viewerCanObject(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeProjectStep('objectToProject', row.objectToProject, viewer);
  }

  @FieldResolver(() => [ProjectStatus], { description: 'The statuses that the viewer can give it by `updateProject`, as it is now.' })
  viewerCanSet(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): readonly ProjectStatus[] {
    return row.isViewersToLead && may(viewer, 'updateProject') ? NEXT_FOR_LEAD[row.status] : [];
  }

  @Mutation(() => OpenProjectNoticePayload, {
    description: `Gives public notice of a proposed project for the days of its programme, today being the first. ${BY_DECIDERS}Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.`,
  })
  async openProjectNotice(
    @Arg('project', () => ID, { description: 'The project.' }) project: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return openProjectNotice(context, project);
  }

  @Mutation(() => ApproveProjectPayload, {
    description: `Approves a project whose public notice is over, or whose programme asks for none. ${BY_DECIDERS}Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.`,
  })
  async approveProject(
    @Arg('project', () => ID, { description: 'The project.' }) project: string,
    @Arg('note', () => String, {
      nullable: true,
      description: 'What was found of the objections, 1 to 500 characters; compulsory where some were not withdrawn. It is public.',
    })
    note: string | null | undefined,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return approveProject(context, project, note ?? null);
  }

  @Mutation(() => ReturnProjectPayload, {
    description: `Sends a proposal back to be mended, or a completed project to be worked on. ${BY_DECIDERS}Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.`,
  })
  async returnProject(
    @Arg('project', () => ID, { description: 'The project.' }) project: string,
    @Arg('reason', () => String, { description: 'Why, 1 to 500 characters.' }) reason: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return returnProject(context, project, reason);
  }

  @Mutation(() => AcceptProjectPayload, {
    description:
      'Accepts a completed project: first its county, or the smallest place above that holds all its places, then what lies above that, by another account; above a province the programme office. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async acceptProject(
    @Arg('input', () => AcceptProjectInput, { description: 'Which, when, and what was found.' }) input: AcceptProjectInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return acceptProject(context, input);
  }

  @Mutation(() => SuspendProjectPayload, {
    description: `Suspends a project that is approved or under way, also where an agreement of it is suspended already. ${BY_DECIDERS}Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.`,
  })
  async suspendProject(
    @Arg('project', () => ID, { description: 'The project.' }) project: string,
    @Arg('reason', () => String, { description: 'Why, 1 to 500 characters. It is public.' }) reason: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return suspendProject(context, project, reason);
  }

  @Mutation(() => ResumeProjectPayload, {
    description: `Takes a project's own suspension back: it goes on where it was, unless an agreement of it is suspended. ${BY_DECIDERS}Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.`,
  })
  async resumeProject(@Arg('project', () => ID, { description: 'The project.' }) project: string, @Ctx() context: WritingContext): Promise<unknown> {
    return resumeProject(context, project);
  }

  @Mutation(() => ObjectToProjectPayload, {
    description: 'Objects to a project on public notice, by anybody who is signed in. Errors: UNAUTHENTICATED, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async objectToProject(
    @Arg('input', () => ObjectToProjectInput, { description: 'To which, and why.' }) input: ObjectToProjectInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return objectToProject(context, input, idempotencyKey);
  }

  @Mutation(() => WithdrawObjectionPayload, {
    description: 'Takes an objection back, by the account that made it. Errors: UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT.',
  })
  async withdrawObjection(
    @Arg('objection', () => ID, { description: 'The objection.' }) objection: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return withdrawObjection(context, objection);
  }
}

@Resolver(() => WaitingItem)
export class WaitingProjectResolver {
  @FieldResolver(() => Project, { nullable: true, description: 'The project that waits; null where it is another kind of thing.' })
  project(): never {
    return filledByStatement();
  }
}
