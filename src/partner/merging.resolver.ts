import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { filledByStatement } from '../reading/wire.js';
import { encodeId } from '../shared/id.js';
import { IDEMPOTENCY_KEY } from '../writing/idempotency-key.js';
import { payloadType } from '../writing/payload.js';
import type { WritingContext } from '../writing/write.js';
import { MergedRecord } from './merged-record.type.js';
import { MergePartnersInput, UnmergePartnersInput } from './merging.input.js';
import { mergePartners, unmergePartners } from './merging.service.js';
import { Partner } from './partner.entity.js';

const MergePartnersPayload = payloadType('MergePartners', Partner, 'partner', 'The partner that both records are now.');
const UnmergePartnersPayload = payloadType('UnmergePartners', Partner, 'partner', 'The partner that the record is again.');

@Resolver(() => Partner)
export class PartnerMergeResolver {
  @FieldResolver(() => [MergedRecord], {
    description:
      'The records that were merged into this one; empty for nearly all. An id or a credit code of one of them is answered with this partner.',
  })
  mergedFrom(): never {
    return filledByStatement();
  }

  @Mutation(() => MergePartnersPayload, {
    description:
      'Makes two records of one organisation one partner. Every figure of it is then what both had, each fen once; the contributions stay as they were recorded, under whichever record. Pairings, projects, funds and what stands below the merged record are handed to the kept one; members of either act for it. Refused with a list where both have pairings of one place and programme that overlap. By the programme office. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN, CONFLICT.',
  })
  async mergePartners(
    @Arg('input', () => MergePartnersInput, { description: 'Which two, and why.' }) input: MergePartnersInput,
    @Arg('idempotencyKey', () => String, { description: IDEMPOTENCY_KEY }) idempotencyKey: string,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return mergePartners(context, input, idempotencyKey);
  }

  @Mutation(() => UnmergePartnersPayload, {
    description:
      'Undoes a merging, and what it handed over goes back. Refused once a reporting period with contributions of either was closed since, and while rows recorded since hang on what was handed over. By the programme office. Errors: FORBIDDEN, NOT_FOUND, RULE_BROKEN.',
  })
  async unmergePartners(
    @Arg('input', () => UnmergePartnersInput, { description: 'Which, and why.' }) input: UnmergePartnersInput,
    @Ctx() context: WritingContext,
  ): Promise<unknown> {
    return unmergePartners(context, input);
  }
}

@Resolver(() => MergedRecord)
export class MergedRecordResolver {
  @FieldResolver(() => ID, { description: 'The id that it had, which names the partner now.' })
  formerId(@Root() { id }: { id: string }): string {
    return encodeId('Partner', id);
  }
}
