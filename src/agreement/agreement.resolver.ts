import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Pairing } from '../pairing/pairing.entity.js';
import { Project } from '../project/project.entity.js';
import { connectionType } from '../reading/connection.js';
import { type PageArgs, pageArgs } from '../reading/page.args.js';
import type { ConnectionRows } from '../reading/reader.js';
import type { ReadingContext } from '../reading/reading-context.js';
import { shapeOf } from '../reading/shape.js';
import { filledByStatement } from '../reading/wire.js';
import { WaitingItem } from '../waiting/waiting.entity.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { Agreement } from './agreement.entity.js';
import {
  AgreementFilter,
  AmendAgreementInput,
  DraftAgreementInput,
  EndAgreementInput,
  SignAgreementInput,
  SignAmendmentInput,
} from './agreement.input.js';
import {
  amendAgreement,
  draftAgreement,
  endAgreement,
  resumeAgreement,
  signAgreement,
  signAmendment,
  suspendAgreement,
  withdrawAgreement,
  withdrawAmendment,
} from './agreement.service.js';
import { type AgreementStep, canTakeAgreementStep } from './agreement.steps.js';
import { AgreementAmendment } from './agreement-amendment.entity.js';
import { AgreementSignature } from './agreement-signature.entity.js';
import { ProjectSuspension } from './project-suspension.entity.js';

const AgreementConnection = connectionType(Agreement, 'Agreement');
const AmendmentConnection = connectionType(AgreementAmendment, 'AgreementAmendment');
const AgreementsArgs = pageArgs({ filter: AgreementFilter });
const AmendmentsArgs = pageArgs({});
const DraftAgreementPayload = payloadType('DraftAgreement', Agreement, 'agreement', 'The draft.');
const SignAgreementPayload = payloadType('SignAgreement', Agreement, 'agreement', 'The agreement with the signature, in force if it was the second.');
const WithdrawAgreementPayload = payloadType('WithdrawAgreement', Agreement, 'agreement', 'The draft, withdrawn.');
const AmendAgreementPayload = payloadType('AmendAgreement', AgreementAmendment, 'amendment', 'The draft of the amendment.');
const SignAmendmentPayload = payloadType('SignAmendment', AgreementAmendment, 'amendment', 'The amendment with the signature.');
const WithdrawAmendmentPayload = payloadType('WithdrawAmendment', AgreementAmendment, 'amendment', 'The draft, withdrawn.');
const SuspendAgreementPayload = payloadType('SuspendAgreement', Agreement, 'agreement', 'The agreement, suspended.');
const ResumeAgreementPayload = payloadType('ResumeAgreement', Agreement, 'agreement', 'The agreement, in force again.');
const EndAgreementPayload = payloadType('EndAgreement', Agreement, 'agreement', 'The agreement, ended.');

/** A row with what its statement says of the steps, by name. */
type WithSteps = Readonly<Record<AgreementStep, boolean>>;

const SIGNATURES = 'Its signatures, at most one of each side, in the order they were recorded.';
const ERRORS = 'Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.';

@Resolver(() => Agreement)
export class AgreementResolver {
  @Query(() => AgreementConnection, {
    description:
      'Agreements between partners and places, the latest first: those that are or were in force, and of the rest those that the viewer sees: as a side or a place around it, as the programme office, an auditor or an administrator.',
  })
  async agreements(
    @Args(() => AgreementsArgs) args: PageArgs,
    @Ctx() { reader }: ReadingContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionRows> {
    return reader.connection(info, shapeOf(Agreement), args);
  }

  @FieldResolver(() => [AgreementSignature], { description: SIGNATURES })
  signatures(): never {
    return filledByStatement();
  }

  @FieldResolver(() => AmendmentConnection, { description: 'Its amendments, the last first.' })
  amendments(@Args(() => AmendmentsArgs) _page: PageArgs): never {
    return filledByStatement();
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can sign it for its side.' })
  viewerCanSign(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeAgreementStep('signAgreement', row.signAgreement, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can give the draft up.' })
  viewerCanWithdraw(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeAgreementStep('withdrawAgreement', row.withdrawAgreement, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can draft an amendment of it.' })
  viewerCanAmend(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeAgreementStep('amendAgreement', row.amendAgreement, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can suspend it.' })
  viewerCanSuspend(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeAgreementStep('suspendAgreement', row.suspendAgreement, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can resume it.' })
  viewerCanResume(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeAgreementStep('resumeAgreement', row.resumeAgreement, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can end it.' })
  viewerCanEnd(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeAgreementStep('endAgreement', row.endAgreement, viewer);
  }

  @Mutation(() => DraftAgreementPayload, {
    description: `Drafts an agreement, by the partner or the place of its pairing, or a place around that. It waits for both to sign. ${ERRORS}`,
  })
  async draftAgreement(
    @Arg('input', () => DraftAgreementInput, { description: 'The agreement.' }) input: DraftAgreementInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return draftAgreement(context, input, idempotencyKey);
  }

  @Mutation(() => SignAgreementPayload, {
    description: `Records the signature of the viewer's side under a draft. Each side signs by another account, and with the second the agreement is in force. ${ERRORS}`,
  })
  async signAgreement(
    @Arg('input', () => SignAgreementInput, { description: 'Under which, when, and who signed.' }) input: SignAgreementInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return signAgreement(context, input, idempotencyKey);
  }

  @Mutation(() => WithdrawAgreementPayload, { description: `Gives a draft up, by either side. ${ERRORS}` })
  async withdrawAgreement(
    @Arg('agreement', () => ID, { description: 'The agreement.' }) agreement: string,
    @Arg('reason', () => String, { description: 'Why, 1 to 500 characters.' }) reason: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return withdrawAgreement(context, agreement, reason);
  }

  @Mutation(() => AmendAgreementPayload, {
    description: `Drafts the next amendment of an agreement in force, by either side; one at a time. It waits for both to sign. ${ERRORS}`,
  })
  async amendAgreement(
    @Arg('input', () => AmendAgreementInput, { description: 'What changes, and from when.' }) input: AmendAgreementInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return amendAgreement(context, input, idempotencyKey);
  }

  @Mutation(() => SignAmendmentPayload, {
    description: `Records the signature of the viewer's side under an amendment, as under an agreement. ${ERRORS}`,
  })
  async signAmendment(
    @Arg('input', () => SignAmendmentInput, { description: 'Under which, when, and who signed.' }) input: SignAmendmentInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return signAmendment(context, input, idempotencyKey);
  }

  @Mutation(() => WithdrawAmendmentPayload, {
    description: `Gives the draft of an amendment up, by either side; the next one has its number. ${ERRORS}`,
  })
  async withdrawAmendment(
    @Arg('amendment', () => ID, { description: 'The amendment.' }) amendment: string,
    @Arg('reason', () => String, { description: 'Why, 1 to 500 characters.' }) reason: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return withdrawAmendment(context, amendment, reason);
  }

  @Mutation(() => SuspendAgreementPayload, {
    description: `Suspends an agreement in force, and with it its projects that are approved or under way; by the county or above that holds its place, or by the programme office. ${ERRORS}`,
  })
  async suspendAgreement(
    @Arg('agreement', () => ID, { description: 'The agreement.' }) agreement: string,
    @Arg('reason', () => String, { description: 'Why, 1 to 500 characters. It is public.' }) reason: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return suspendAgreement(context, agreement, reason);
  }

  @Mutation(() => ResumeAgreementPayload, {
    description: `Resumes a suspended agreement, by whoever may suspend it. Each project goes on where it was, unless it is suspended itself or by another agreement. ${ERRORS}`,
  })
  async resumeAgreement(
    @Arg('agreement', () => ID, { description: 'The agreement.' }) agreement: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return resumeAgreement(context, agreement);
  }

  @Mutation(() => EndAgreementPayload, {
    description: `Ends an agreement in force; a suspended one is resumed first. By either side, the county or above that holds its place, or the programme office. ${ERRORS}`,
  })
  async endAgreement(
    @Arg('input', () => EndAgreementInput, { description: 'Which, when and why.' }) input: EndAgreementInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return endAgreement(context, input);
  }
}

@Resolver(() => AgreementAmendment)
export class AgreementAmendmentResolver {
  @FieldResolver(() => [AgreementSignature], { description: SIGNATURES })
  signatures(): never {
    return filledByStatement();
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can sign it for its side.' })
  viewerCanSign(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeAgreementStep('signAmendment', row.signAmendment, viewer);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer can give the draft up.' })
  viewerCanWithdraw(@Root() row: WithSteps, @Ctx() { viewer }: ReadingContext): boolean {
    return canTakeAgreementStep('withdrawAmendment', row.withdrawAmendment, viewer);
  }
}

@Resolver(() => Pairing)
export class PairingAgreementsResolver {
  @FieldResolver(() => AgreementConnection, { description: 'The agreements behind it, as far as the viewer sees them; the last first.' })
  agreements(@Args(() => AgreementsArgs) _page: PageArgs): never {
    return filledByStatement();
  }
}

@Resolver(() => Project)
export class ProjectSuspensionsResolver {
  @FieldResolver(() => [ProjectSuspension], { description: 'What held it up and what does, the first first.' })
  suspensions(): never {
    return filledByStatement();
  }
}

@Resolver(() => WaitingItem)
export class WaitingAgreementResolver {
  @FieldResolver(() => Agreement, {
    nullable: true,
    description: 'The agreement that waits for a signature; null where it is another kind of thing.',
  })
  agreement(): never {
    return filledByStatement();
  }

  @FieldResolver(() => AgreementAmendment, {
    nullable: true,
    description: 'The amendment that waits for a signature; null where it is another kind of thing.',
  })
  amendment(): never {
    return filledByStatement();
  }
}
