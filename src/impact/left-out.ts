import type { Viewer } from '../access/viewer.js';
import { Contribution } from '../contribution/contribution.entity.js';
import { shapeOf } from '../reading/shape.js';
import { type Alias, alias, allOf, isOneOf, type Sql, sql } from '../shared/sql.js';
import { counted, isVisible, LEDGER, LEDGER_FROM } from './ledger-entries.js';
import type { Scope } from './scope.js';
import { type AnchorKey, countedStates, inYears, isCounted, isInAnchor, isInNamed, scopeConditions } from './scope-conditions.js';

/** Why rows that concern a scope are not in its net money. */
export const LEFT_OUT_REASONS = ['ONWARD', 'GIVEN_IN_ANOTHER_YEAR', 'CORRECTED', 'NOT_ACCEPTED', 'REPORTED_FOR_WIDER_SET'] as const;
export type LeftOutReasonName = (typeof LEFT_OUT_REASONS)[number];

/** Whether a contribution is left out of the scope for the reason. The viewer's bounds are added by whoever reads it. */
export function isLeftOut(reason: LeftOutReasonName, scope: Scope, anchorKey: AnchorKey, viewer: Viewer, row: Alias): Sql {
  switch (reason) {
    case 'ONWARD':
      return sql`${row('parent_id')} is not null and ${isCounted(row, scope)}
        and ${inYears(row('year'), scope)} and ${row('parent_id')} in (
          select entry_row.original_id from ${LEDGER_FROM} where entry_row.fund_id is not null and ${counted(scope, anchorKey, viewer)})`;
    case 'GIVEN_IN_ANOTHER_YEAR':
      return sql`${row('parent_id')} is not null and ${isCounted(row, scope)} and ${concerns(scope, anchorKey, row)} and exists (
        select from contribution origin where origin.original_id = ${row('ancestor_ids')}[1] and origin.live
          and ${isVisible(alias('origin'), viewer)} and not ${inYears(sql`origin.year`, scope)})`;
    case 'CORRECTED':
      return sql`not ${row('live')} and ${row('state')} = 'ACCEPTED' and ${concerns(scope, anchorKey, row)}`;
    case 'NOT_ACCEPTED':
      return sql`${row('live')} and not ${row('voids')} and not ${isOneOf(row('state'), countedStates(scope))} and ${concerns(scope, anchorKey, row)}`;
    case 'REPORTED_FOR_WIDER_SET':
      return sql`${isCounted(row, scope)} and ${reachesBeyond(scope, anchorKey, row)}`;
  }
}

/** The contribution has a part inside the scope, whatever its state. */
function concerns(scope: Scope, anchorKey: AnchorKey, row: Alias): Sql {
  return sql`${inYears(row('year'), scope)} and exists (
    select from ${LEDGER_FROM} where entry_row.id = ${row('id')} and ${allOf(scopeConditions(scope, anchorKey, LEDGER))})`;
}

/** Reported for a set with members in the scope's place, and others outside it: it is not split, so it counts further up. */
function reachesBeyond(scope: Scope, anchorKey: AnchorKey, row: Alias): Sql {
  const { filter, anchor } = scope;
  const ofPlace = anchor?.kind === 'place';
  if (!filter.place && !ofPlace) return sql`false`;
  const isInside = (place: Alias) =>
    allOf([...(filter.place ? [isInNamed(place, filter.place)] : []), ...(ofPlace && anchorKey ? [isInAnchor(place, anchor, anchorKey)] : [])]);
  const elsewhere: Scope = { filter: { ...filter, place: null }, anchor: ofPlace ? null : anchor };
  return sql`${row('place_mode')} = 'SET' and ${concerns(elsewhere, ofPlace ? null : anchorKey, row)}
    and exists (select from contribution_set_place member join place member_place on member_place.id = member.place_id
      where member.contribution_id = ${row('id')} and ${isInside(alias('member_place'))})
    and not exists (select from contribution_part entry_part join place entry_place on entry_place.id = entry_part.place_id
      where entry_part.contribution_id = ${row('id')} and ${isInside(alias('entry_place'))})`;
}

/** Rows of one reason, flow class and stage. */
export interface LeftOutRow {
  readonly reason: LeftOutReasonName;
  readonly flowClass: string;
  readonly stage: string;
  readonly rows: number;
  readonly amount: string;
}

export function leftOutFacet(scope: Scope, anchorKey: AnchorKey, viewer: Viewer): Sql {
  const row = alias('left_out');
  const visible = shapeOf(Contribution).visibility.predicate(row, viewer);
  const byReason = LEFT_OUT_REASONS.map(
    (reason) => sql`
      select ${sql.lit(reason)} as reason, flow_class, stage, count(*) as rows, coalesce(sum(amount_fen), 0) as amount
      from contribution as left_out
      where form = 'CASH' and ${visible} and ${isLeftOut(reason, scope, anchorKey, viewer, row)}
      group by flow_class, stage`,
  );
  return sql`(
    select coalesce(json_agg(json_build_object(
      'reason', reason, 'flowClass', flow_class, 'stage', stage, 'rows', rows, 'amount', amount::text) order by reason, flow_class, stage), '[]')
    from (${sql.join(byReason, sql` union all `)}) as left_out_rows)`;
}
