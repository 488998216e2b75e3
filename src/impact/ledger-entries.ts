import { Contribution } from '../contribution/contribution.entity.js';
import type { Viewer } from '../access/viewer.js';
import { shapeOf } from '../reading/shape.js';
import { alias, allOf, isOneOf, type Sql, sql } from '../shared/sql.js';
import { type AnchorKey, countedStates, inYears, type LedgerTables, scopeConditions } from './scope-conditions.js';
import type { Scope } from './scope.js';

export const LEDGER: LedgerTables = { row: alias('entry_row'), part: alias('entry_part'), place: alias('entry_place') };

/** The tables behind a scope: contributions with their parts and the parts' places, under the names in LEDGER. */
export const LEDGER_FROM: Sql = sql`
  contribution as entry_row
  join contribution_part as entry_part on entry_part.contribution_id = entry_row.id
  left join place as entry_place on entry_place.id = entry_part.place_id`;

/** What counts: live rows in the states asked for, that the viewer may see, inside the scope. */
export function counted(scope: Scope, anchorKey: AnchorKey, viewer: Viewer): Sql {
  return allOf([
    sql`entry_row.live`,
    isOneOf(sql`entry_row.state`, countedStates(scope)),
    shapeOf(Contribution).visibility.predicate(LEDGER.row, viewer),
    ...scopeConditions(scope, anchorKey, LEDGER),
  ]);
}

/**
 * The money of a scope, entry by entry. Gross counts every row, in its own year. Net counts each fen once: in the year
 * it was given, at the place it has come to, so that what moved on from a fund is taken off there. Both add up over any
 * dimension to the same totals.
 */
export function ledgerEntries(scope: Scope, anchorKey: AnchorKey, viewer: Viewer): Sql {
  return sql`
    select entry_row.id, entry_row.flow_class, entry_row.stage, entry_row.form, entry_row.programme, entry_row.partner_id,
      entry_row.project_id, entry_part.sector_code, entry_place.province_id, entry_place.prefecture_id, entry_place.county_id,
      entry_place.township_id, entry_place.village_id, entry.year, entry.gross_fen, entry.net_fen, entry.is_row
    from ${LEDGER_FROM}
    left join lateral (
      select sum(child.amount_fen) as fen from contribution child
      where child.parent_id = entry_row.original_id and child.live and ${isOneOf(sql`child.state`, countedStates(scope))}
    ) as moved_on on entry_row.fund_id is not null
    left join lateral (
      select origin.year from contribution origin where origin.original_id = entry_row.ancestor_ids[1] and origin.live
    ) as given on entry_row.parent_id is not null
    cross join lateral (
      select entry_row.year, entry_part.amount_fen as gross_fen, true as is_row,
        case when coalesce(given.year, entry_row.year) = entry_row.year then entry_part.amount_fen - coalesce(moved_on.fen, 0) end as net_fen
      union all
      select given.year, null, false, entry_part.amount_fen - coalesce(moved_on.fen, 0) where given.year <> entry_row.year
    ) as entry
    where ${counted(scope, anchorKey, viewer)} and ${inYears(sql`entry.year`, scope)}`;
}

/** The ids of the contributions in a scope. */
export function contributionsInScope(scope: Scope, viewer: Viewer): Sql {
  return sql`select entry_row.id from ${LEDGER_FROM}
    where ${counted(scope, anchorKeyOf(scope), viewer)} and ${inYears(sql`entry_row.year`, scope)}`;
}

/** The key of a scope's own anchor, where a statement answers for one alone. */
export function anchorKeyOf({ anchor }: Scope): AnchorKey {
  return anchor === null ? null : sql`${anchor.key}::text`;
}
