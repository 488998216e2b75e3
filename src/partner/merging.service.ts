import { organisationOf } from '../access/viewer.js';
import { changeRecorded, type RowChange } from '../history/record.js';
import { partnerRecord, partnerReference } from '../reading/reference.js';
import { encodeId } from '../shared/id.js';
import { type Executor, isOneOf, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectAll, selectTheOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { type WritingContext, write } from '../writing/write.js';
import type { MergePartnersInput, UnmergePartnersInput } from './merging.input.js';
import { checkMerging, checkUnmerging, type MergingFacts, type UnmergingFacts } from './merging.rules.js';
import { GOVERNMENTS } from './partner.entity.js';

/** Makes two records of one organisation one partner. */
export async function mergePartners(context: WritingContext, input: MergePartnersInput, idempotencyKey: string): Promise<Written> {
  return write<MergingFacts>(context, {
    action: 'mergePartners',
    input,
    idempotencyKey,
    load: async (transaction) => {
      await lockMerging(transaction);
      return selectTheOne<MergingFacts>(
        transaction,
        sql`
          select kept.id::text as "keptId", merged.id::text as "mergedId", merged.kept_id::text as "mergedIntoId",
            kept.kind <> merged.kind as "kindsDiffer", kept.synthetic <> merged.synthetic as "exampleAndReal",
            ${isOneOf(sql`kept.kind`, GOVERNMENTS)} and ${isOneOf(sql`merged.kind`, GOVERNMENTS)} and (
              select count(distinct coalesce(village_id, township_id, county_id, prefecture_id, province_id)) > 1
              from place where id in (kept.home_id, merged.home_id)) as "homesDiffer",
            is_above_partner(kept.id, merged.id) or is_above_partner(merged.id, kept.id) as "areRelated",
            case when kept.id = merged.id then '[]' else pairings_in_the_way(kept.id, merged.id) end as pairings
          from partner kept, partner merged
          where kept.id = ${partnerReference(input.kept)} and merged.id = ${partnerRecord(input.merged)}`,
      );
    },
    permits: () => true,
    check: (facts, broken) => checkMerging(broken, input, facts),
    write: async (transaction, { keptId, mergedId }) => {
      const reason = normaliseText(input.reason);
      const moved = await selectAll<Moved>(
        transaction,
        sql`select table_name as "table", row_id::text as id from merge_partners(${keptId}::bigint, ${mergedId}::bigint, ${reason})`,
      );
      await recordMoves(transaction, context, { action: 'mergePartners', moved, from: mergedId, to: keptId, reason });
      const [kept, merged] = [encodeId('Partner', keptId), encodeId('Partner', mergedId)];
      return {
        type: 'Partner',
        id: keptId,
        reason,
        change: { mergedFrom: merged },
        others: [{ type: 'Partner', id: mergedId, change: { mergedInto: kept }, before: { mergedInto: null } }],
      };
    },
  });
}

/** Undoes a merging: the record is a partner of its own again, with everything that it had. */
export async function unmergePartners(context: WritingContext, input: UnmergePartnersInput): Promise<Written> {
  return write<UnmergingFacts>(context, {
    action: 'unmergePartners',
    input,
    load: async (transaction) => {
      await lockMerging(transaction);
      return selectTheOne<UnmergingFacts>(
        transaction,
        sql`
          select merged.id::text as "mergedId", merged.kept_id::text as "keptId", merging.id::text as "mergeId",
            case when merging.id is null then '{}' else periods_closed_since(merging.id) end as "closedPeriods",
            case when merging.id is null then '{}' else rows_since_merging(merging.id) end as "rowsSince"
          from partner merged left join partner_merge merging on merging.merged_id = merged.id and merging.undone_at is null
          where merged.id = ${partnerRecord(input.merged)}`,
      );
    },
    permits: () => true,
    check: (facts, broken) => {
      checkUnmerging(broken, input, { ...facts, rowsSince: facts.rowsSince.map(asId) });
    },
    write: async (transaction, { mergedId, keptId }) => {
      const reason = normaliseText(input.reason);
      const moved = await selectAll<Moved>(
        transaction,
        sql`select table_name as "table", row_id::text as id from unmerge_partners(${mergedId}::bigint, ${reason})`,
      );
      await recordMoves(transaction, context, { action: 'unmergePartners', moved, from: keptId ?? '', to: mergedId, reason });
      const [kept, merged] = [encodeId('Partner', keptId ?? ''), encodeId('Partner', mergedId)];
      return {
        type: 'Partner',
        id: mergedId,
        reason,
        change: { mergedInto: null },
        before: { mergedInto: kept },
        others: [{ type: 'Partner', id: keptId ?? '', change: { mergedFrom: null }, before: { mergedFrom: merged } }],
      };
    },
  });
}

/** By a statement of its own, so that the next one sees what the merging before has done. */
async function lockMerging(transaction: Executor): Promise<void> {
  await selectAll(transaction, sql`select lock_merging(true)`);
}

function asId(typeAndKey: string): string {
  const [type = '', key = ''] = typeAndKey.split(':');
  return encodeId(type, key);
}

type Table = 'pairing' | 'project' | 'fund' | 'partner';

interface Moved {
  readonly table: Table;
  readonly id: string;
}

/** By what name each type says whose it is. */
const OWNERS: Readonly<Record<Table, readonly [type: string, field: string]>> = {
  pairing: ['Pairing', 'partner'],
  project: ['Project', 'leadPartner'],
  fund: ['Fund', 'partner'],
  partner: ['Partner', 'parent'],
};

interface Moving {
  readonly action: 'mergePartners' | 'unmergePartners';
  readonly moved: readonly Moved[];
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** A chamber has thousands of members, and a statement takes some ten thousands of values. */
const AT_ONCE = 1000;

/** Writes into the history what was handed over, row by row. */
async function recordMoves(transaction: Executor, { viewer, requestId }: WritingContext, { action, moved, from, to, reason }: Moving): Promise<void> {
  const changes = moved.map(({ table, id }): RowChange & { id: string } => {
    const [type, field] = OWNERS[table];
    return { type, id, change: { [field]: encodeId('Partner', to) }, before: { [field]: encodeId('Partner', from) } };
  });
  for (let start = 0; start < changes.length; start += AT_ONCE) {
    const [first, ...others] = changes.slice(start, start + AT_ONCE);
    if (first === undefined) return;
    const id = sql`${first.id}::bigint`;
    await changeRecorded({ viewer, organisation: organisationOf(viewer), requestId, action, reason, ...first, id, others }).execute(transaction);
  }
}
