import { levelColumn } from '../access/visibility.js';
import { isWithin } from '../place/place.reading.js';
import { partnerReference, placeReference } from '../reading/reference.js';
import { type Alias, alias, isOneOf, type Sql, sql } from '../shared/sql.js';
import type { Anchor, AnchorKind, Scope } from './scope.js';

/** A contribution with one of its parts and the part's place, by the names that a statement gives them. */
export interface LedgerTables {
  readonly row: Alias;
  readonly part: Alias;
  readonly place: Alias;
}

/** The key of the scope's anchor as an expression, so that one statement can answer for many anchors. */
export type AnchorKey = Sql | null;

type Condition = (tables: LedgerTables, key: Sql, anchor: Anchor) => Sql;

const OF_ANCHOR: Readonly<Record<AnchorKind, Condition>> = {
  place: ({ place }, key, anchor) => isInAnchor(place, anchor, key),
  partner: ({ row }, key) => isGivenBy(row, sql`${key}::bigint`),
  programme: ({ row }, key) => sql`${row('programme')} = ${key}`,
  pairing: ({ row }, key) => sql`${row('pairing_id')} = ${key}::bigint`,
  project: ({ row }, key) => sql`${row('project_id')} = ${key}::bigint`,
  // What went into the fund, and what became of it further on.
  fund: ({ row }, key) => sql`(${row('fund_id')} = ${key}::bigint or (${row('parent_id')} is not null
    and ${row('ancestor_ids')} && array(select entered.original_id from contribution entered where entered.fund_id = ${key}::bigint)))`,
};

/** The conditions of a scope on the ledger, but for years and states, which mean different things for net and for gross. */
export function scopeConditions({ filter, anchor }: Scope, anchorKey: AnchorKey, tables: LedgerTables): Sql[] {
  const { row, part, place } = tables;
  const conditions: Sql[] = [];
  if (anchor && anchorKey) conditions.push(OF_ANCHOR[anchor.kind](tables, anchorKey, anchor));
  if (filter.programme) conditions.push(sql`${row('programme')} = ${filter.programme}`);
  if (filter.place) conditions.push(isInNamed(place, filter.place));
  if (filter.partner) conditions.push(isGivenBy(row, partnerReference(filter.partner)));
  if (filter.partnerKinds)
    conditions.push(
      sql`exists (select from partner giver where giver.id = ${row('partner_id')} and ${isOneOf(sql`giver.kind`, filter.partnerKinds)})`,
    );
  if (filter.partnerHome) conditions.push(isAtHomeIn(row('partner_id'), filter.partnerHome));
  if (filter.flowClasses) conditions.push(isOneOf(row('flow_class'), filter.flowClasses));
  if (filter.sector) conditions.push(sql`${part('sector_code')} = ${filter.sector}`);
  return conditions;
}

/** The place is the scope's own or lies in it: one comparison that an index answers, because the level is known. */
export function isInAnchor(place: Alias, { level }: Anchor, key: Sql): Sql {
  if (level === undefined) throw new Error('A place that is the anchor of a scope has a level');
  return sql`${place(levelColumn(level))} = ${key}::bigint`;
}

/**
 * The place is the one that a client named, by whichever code it has had, or lies in it. The look-up is a subselect, so
 * that it runs once and not for every row; the first condition, in which no row stands, makes it run where there are no rows too.
 */
export function isInNamed(place: Alias, reference: string): Sql {
  const named = sql`(select coalesce(village_id, township_id, county_id, prefecture_id, province_id) from place where place.id = ${placeReference(reference)})`;
  return sql`(${named} is not null and ${isWithin(place, named)})`;
}

/** Arrays, where subselects would keep the two indexes from being used together. The first condition looks the partner up where there is no row, too. */
export function isGivenBy(row: Alias, partner: Sql): Sql {
  return sql`${partner} is not null and (${row('partner_id')} = any(array(select partner_family(${partner}))) or ${row('through_id')} = any((select partner_records(${partner}))::bigint[]))`;
}

/** The first condition is there for itself: it looks the partner up where there is no row to compare, too. */
export function isOfFamily(partnerId: Sql, head: Sql): Sql {
  return sql`(${head} is not null and ${partnerId} = any(array(select partner_family(${head}))))`;
}

export function isAtHomeIn(partnerId: Sql, place: string): Sql {
  return sql`${partnerId} in (select giver.id from partner giver join partner kept on kept.id = coalesce(giver.kept_id, giver.id)
    join place home on home.id = kept.home_id
    where ${isInNamed(alias('home'), place)})`;
}

export function countedStates({ filter }: Scope): readonly string[] {
  return filter.states ?? ['ACCEPTED'];
}

/** The row counts in the books, in a state asked for. What was taken back is there as a correction that holds nothing. */
export function isCounted(row: Alias, scope: Scope): Sql {
  return sql`${row('live')} and not ${row('voids')} and ${isOneOf(row('state'), countedStates(scope))}`;
}

export function inYears(year: Sql, { filter: { fromYear, toYear } }: Scope): Sql {
  if (fromYear == null && toYear == null) return sql`true`;
  return sql`${year} between ${fromYear ?? 0} and ${toYear ?? 9999}`;
}
