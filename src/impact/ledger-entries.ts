import type { Viewer } from '../access/viewer.js';
import { Contribution } from '../contribution/contribution.entity.js';
import { shapeOf } from '../reading/shape.js';
import { type Alias, alias, allOf, type Sql, sql } from '../shared/sql.js';
import type { Scope } from './scope.js';
import { type AnchorKey, inYears, isCounted, type LedgerTables, scopeConditions } from './scope-conditions.js';

export const LEDGER: LedgerTables = { row: alias('entry_row'), part: alias('entry_part'), place: alias('entry_place') };

/** The tables behind a scope: contributions with their parts and the parts' places, under the names in LEDGER, and who gave. */
export const LEDGER_FROM: Sql = sql`
  contribution as entry_row
  join contribution_part as entry_part on entry_part.contribution_id = entry_row.id
  left join place as entry_place on entry_place.id = entry_part.place_id
  left join partner as entry_giver on entry_giver.id = entry_row.partner_id`;

/** Who gave: the partner that stands for the record that a row names. */
export const LEDGER_GIVER: Sql = sql`coalesce(entry_giver.kept_id, entry_row.partner_id)`;

/** What counts: rows in the books, in the states asked for, that the viewer may see, inside the scope. */
export function counted(scope: Scope, anchorKey: AnchorKey, viewer: Viewer): Sql {
  return allOf([isSeen(LEDGER.row, scope, viewer), ...scopeConditions(scope, anchorKey, LEDGER)]);
}

/**
 * The money of a scope, entry by entry. Gross counts every row, in its own year. Net counts each fen once: in the year
 * it was given, at the place it has come to, so that what moved on from a fund is taken off there. Both add up over any
 * dimension to the same totals. A row whose money was given in another year has a second entry there, with its net.
 */
export function ledgerEntries(scope: Scope, anchorKey: AnchorKey, viewer: Viewer): Sql {
  const year = sql`case when side.is_row then entry_row.year else origin.year end`;
  const isOwnYear = sql`(coalesce(origin.year, entry_row.year) = entry_row.year)`;
  return sql`
    select entry_row.id, entry_row.flow_class, entry_row.stage, entry_row.form, entry_row.programme, ${LEDGER_GIVER} as partner_id,
      entry_row.project_id, entry_part.sector_code, entry_place.province_id, entry_place.prefecture_id, entry_place.county_id,
      entry_place.township_id, entry_place.village_id, ${year} as year, side.is_row,
      case when side.is_row then entry_part.amount_fen end as gross_fen,
      case when side.is_row = ${isOwnYear} then entry_part.amount_fen - ${movedOn(scope, viewer)} end as net_fen
    from ${LEDGER_FROM}
    left join contribution as origin on origin.original_id = entry_row.ancestor_ids[1] and origin.live and ${isVisible(alias('origin'), viewer)}
    join (values (true), (false)) as side (is_row) on side.is_row or origin.year <> entry_row.year
    where ${counted(scope, anchorKey, viewer)} and ${inYears(year, scope)}`;
}

/** What moved on of a row that is in a fund. Such a row has one part. */
function movedOn(scope: Scope, viewer: Viewer): Sql {
  return sql`case when entry_row.fund_id is null then 0 else coalesce((
    select sum(child.amount_fen) from contribution child
    where child.parent_id = entry_row.original_id and ${isSeen(alias('child'), scope, viewer)}), 0) end`;
}

/** What counts and the viewer may see, wherever it lies. */
export function isSeen(row: Alias, scope: Scope, viewer: Viewer): Sql {
  return allOf([isCounted(row, scope), isVisible(row, viewer)]);
}

export function isVisible(row: Alias, viewer: Viewer): Sql {
  return shapeOf(Contribution).visibility.predicate(row, viewer);
}

/** The ids of the contributions behind a scope: those of its years, and those that moved on what was given in them. */
export function contributionsInScope(scope: Scope, viewer: Viewer): Sql {
  return sql`select entries.id from (${ledgerEntries(scope, anchorKeyOf(scope), viewer)}) as entries`;
}

/** The key of a scope's own anchor, where a statement answers for one alone. */
export function anchorKeyOf({ anchor }: Scope): AnchorKey {
  return anchor === null ? null : sql`${anchor.key}::text`;
}
