import { partnerReference } from '../../reading/reference.js';
import { type Alias, alias, allOf, type Sql, sql } from '../../shared/sql.js';
import { counted, isSeen, LEDGER, LEDGER_FROM } from '../ledger-entries.js';
import type { Scope } from '../scope.js';
import { type AnchorKey, inYears, isGivenBy } from '../scope-conditions.js';
import type { Facet } from './facet.js';

export type MatchedRole = 'BY_OTHERS' | 'OF_OTHERS';

/** Cash that stands beside a partner's net, or is marked in it, because one gift matches another. */
export interface MatchedRow {
  readonly role: MatchedRole;
  readonly flowClass: string;
  readonly stage: string;
  readonly amount: string;
  readonly rows: number;
}

/**
 * What others gave to match a partner's gifts, which is no part of its money, and what it gave to match theirs, which is. Both are the
 * rows that match, in the years, places and classes of the scope. Between the records of one partner nothing matches.
 */
export const matchedFacet: Facet = (scope, anchorKey, viewer) => {
  const isPartners = partnerOf(scope, anchorKey);
  if (isPartners === null) return sql`('[]'::json)`;
  const gift = alias('gift');
  const { anchor, filter } = scope;
  const ofAnybody: Scope = { ...scope, filter: { ...filter, partner: null }, anchor: anchor?.kind === 'partner' ? null : anchor };
  const rows = (role: MatchedRole, where: Sql) => sql`
    select ${sql.lit(role)} as role, entry_row.flow_class, entry_row.stage, sum(entry_part.amount_fen) as amount, count(distinct entry_row.id) as rows
    from ${LEDGER_FROM}
    join contribution_match tie on tie.original_id = entry_row.original_id
    join contribution gift on gift.original_id = tie.matched_id and ${isSeen(gift, scope, viewer)}
    where ${where} and ${inYears(sql`entry_row.year`, scope)}
    group by entry_row.flow_class, entry_row.stage`;
  const byOthers = sql`${counted(ofAnybody, anchor?.kind === 'partner' ? null : anchorKey, viewer)} and ${isPartners(gift)} and not coalesce(${isPartners(LEDGER.row)}, false)`;
  const ofOthers = sql`${counted(scope, anchorKey, viewer)} and not coalesce(${isPartners(gift)}, false)`;
  return sql`(
    select coalesce(json_agg(json_build_object('role', role, 'flowClass', flow_class, 'stage', stage, 'amount', amount::text, 'rows', rows)
      order by role, flow_class, stage), '[]')
    from (${rows('BY_OTHERS', byOthers)} union all ${rows('OF_OTHERS', ofOthers)}) as matched)`;
};

/** That a row was given by the partner whose scope it is; null for a scope that is no partner's. */
function partnerOf({ anchor, filter }: Scope, anchorKey: AnchorKey): ((row: Alias) => Sql) | null {
  const partners = [
    ...(anchor?.kind === 'partner' && anchorKey ? [sql`${anchorKey}::bigint`] : []),
    ...(filter.partner ? [partnerReference(filter.partner)] : []),
  ];
  return partners.length === 0 ? null : (row) => allOf(partners.map((partner) => isGivenBy(row, partner)));
}
