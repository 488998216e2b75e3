import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { encodeId } from '../shared/id.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { Evidence, EvidenceFile } from './evidence.entity.js';
import { AttachEvidenceInput } from './evidence.input.js';
import { attachEvidence, detachEvidence, publishEvidence } from './evidence.service.js';

const AttachEvidencePayload = payloadType('AttachEvidence', Evidence, 'evidence', 'The evidence as bound.');
const PublishEvidencePayload = payloadType('PublishEvidence', Evidence, 'evidence', 'The evidence as it is now.');
const DetachEvidencePayload = payloadType('DetachEvidence', Evidence, 'evidence', 'The evidence, detached.');

const EVIDENCE = 'The evidence.';

@Resolver(() => Evidence)
export class EvidenceResolver {
  @Mutation(() => AttachEvidencePayload, {
    description:
      "Binds a file of the viewer's organisation to a row that it recorded or leads, or that concerns its place. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.",
  })
  async attachEvidence(
    @Arg('input', () => AttachEvidenceInput, { description: 'Which file, and what it is evidence for.' }) input: AttachEvidenceInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return attachEvidence(context, input, idempotencyKey);
  }

  @Mutation(() => PublishEvidencePayload, {
    description: 'Shows evidence to the public, or hides it, by whoever bound it, at any time. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.',
  })
  async publishEvidence(
    @Arg('evidence', () => ID, { description: EVIDENCE }) evidence: string,
    @Arg('isPublic', () => Boolean, { description: 'Whether the public sees it, once it sees the row as accepted.' }) isPublic: boolean,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return publishEvidence(context, evidence, isPublic);
  }

  @Mutation(() => DetachEvidencePayload, {
    description:
      'Takes evidence off a row that is not accepted, by whoever bound it; it is kept as detached. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.',
  })
  async detachEvidence(
    @Arg('evidence', () => ID, { description: EVIDENCE }) evidence: string,
    @Arg('reason', () => String, { description: 'Why, 1 to 500 characters.' }) reason: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return detachEvidence(context, evidence, reason);
  }
}

/** Where a file is downloaded. */
export function fileAddress(key: string): string {
  return `/evidence/${encodeId('EvidenceFile', key)}`;
}

@Resolver(() => EvidenceFile)
export class EvidenceFileResolver {
  @FieldResolver(() => String, {
    description: 'Where on this server it is downloaded, by GET and with the same token. What comes is checked against the hash.',
  })
  url(@Root() { id }: EvidenceFile): string {
    return fileAddress(id);
  }
}
