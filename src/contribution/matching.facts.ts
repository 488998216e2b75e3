import type { Viewer } from '../access/viewer.js';
import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import { alias, type Executor, type Sql, sql } from '../shared/sql.js';
import { selectOne } from '../writing/facts.js';
import { Contribution } from './contribution.entity.js';
import type { MatchInput } from './matching.input.js';

/** A gift, the offer that a contribution to it is given under, and what is given under that without the contribution itself. */
export interface MatchFacts {
  readonly giftOriginalId: string;
  readonly offerId: string;
  /** Who gave the gift, and whom it went through; the partners that stand for them. */
  readonly giverId: string;
  readonly throughId: string | null;
  readonly projectId: string | null;
  readonly fundId: string | null;
  readonly isCash: boolean;
  readonly isNew: boolean;
  /** It matches a gift itself. */
  readonly isMatch: boolean;
  readonly stage: string;
  readonly occurredOn: string;
  /** What the offer gives for the gift, and how much of that is given. */
  readonly allowedFen: string;
  readonly matchedFen: string;
  readonly offerPartnerId: string;
  readonly offerProjectId: string | null;
  readonly offerFundId: string | null;
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly capFen: string;
  readonly usedFen: string;
}

/** What a new contribution is to match. The gift counts as it counts now. */
export async function loadNamedMatch(transaction: Executor, viewer: Viewer, { contribution, offer }: MatchInput): Promise<MatchFacts> {
  const offerKey = keyOf('MatchingOffer', offer);
  const visible = shapeOf(Contribution).visibility.predicate(alias('named'), viewer);
  const gift = await selectOne<{ originalId: string }>(
    transaction,
    sql`select named.original_id::text as "originalId" from contribution named where named.id = ${keyOf('Contribution', contribution)}::bigint and ${visible}`,
  );
  if (!gift) throw missing('Contribution', contribution);
  const facts = await selectOne<MatchFacts>(transaction, matchFacts(sql`${gift.originalId}::bigint`, sql`${offerKey}::bigint`, null));
  if (!facts) throw missing('MatchingOffer', offer);
  return facts;
}

/** What the contribution of this chain matches; null for nearly all. */
export async function loadTiedMatch(transaction: Executor, originalId: string): Promise<MatchFacts | null> {
  const tie = await selectOne<{ matchedId: string; offerId: string }>(
    transaction,
    sql`select matched_id::text as "matchedId", offer_id::text as "offerId" from contribution_match where original_id = ${originalId}::bigint`,
  );
  if (!tie) return null;
  const facts = await selectOne<MatchFacts>(transaction, matchFacts(sql`${tie.matchedId}::bigint`, sql`${tie.offerId}::bigint`, originalId));
  return facts ?? null;
}

function matchFacts(giftOriginal: Sql, offerKey: Sql, butOriginal: string | null): Sql {
  return sql`
    select gift.id::text as "giftOriginalId", offer.id::text as "offerId",
      partner_kept(gift.partner_id)::text as "giverId", partner_kept(gift.through_id)::text as "throughId",
      gift.project_id::text as "projectId", gift.fund_id::text as "fundId",
      gift.form = 'CASH' as "isCash", gift.parent_id is null as "isNew",
      exists (select from contribution_match own where own.original_id = gift.id) as "isMatch",
      gift.stage, gift.occurred_on::text as "occurredOn",
      trunc(offer.per_yuan * gift.amount_fen)::text as "allowedFen",
      matched_fen_of(offer.id, gift.id, ${butOriginal}::bigint)::text as "matchedFen",
      partner_kept(offer.partner_id)::text as "offerPartnerId", offer.project_id::text as "offerProjectId", offer.fund_id::text as "offerFundId",
      offer.starts_on::text as "startsOn", offer.ends_on::text as "endsOn", offer.cap_fen::text as "capFen",
      matched_fen(offer.id, ${butOriginal}::bigint)::text as "usedFen"
    from matching_offer offer cross join lateral match_gift(${giftOriginal}) gift
    where offer.id = ${offerKey}`;
}
