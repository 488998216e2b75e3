import { isWithin } from '../place/place.reading.js';
import { partnerReference, placeReference } from '../reading/reference.js';
import { type Alias, alias, isOneOf, type Sql, sql } from '../shared/sql.js';
import type { AnchorKind, Scope } from './scope.js';

/** A contribution with one of its parts and the part's place, by the names that a statement gives them. */
export interface LedgerTables {
  readonly row: Alias;
  readonly part: Alias;
  readonly place: Alias;
}

/** The key of the scope's anchor as an expression, so that one statement can answer for many anchors. */
export type AnchorKey = Sql | null;

type Condition = (tables: LedgerTables, key: Sql) => Sql;

const OF_ANCHOR: Readonly<Record<AnchorKind, Condition>> = {
  place: ({ place }, key) => isWithin(place, sql`${key}::bigint`),
  partner: ({ row }, key) => isGivenBy(row, sql`${key}::bigint`),
  programme: ({ row }, key) => sql`${row('programme')} = ${key}`,
  pairing: ({ row }, key) => sql`${row('pairing_id')} = ${key}::bigint`,
  project: ({ row }, key) => sql`${row('project_id')} = ${key}::bigint`,
  // What went into the fund, and what became of it further on.
  fund: ({ row }, key) => sql`(${row('fund_id')} = ${key}::bigint or (${row('parent_id')} is not null and exists (
    select from contribution entered where entered.original_id = any(${row('ancestor_ids')}) and entered.fund_id = ${key}::bigint)))`,
};

/** The conditions of a scope on the ledger, but for years and states, which mean different things for net and for gross. */
export function scopeConditions({ filter, anchor }: Scope, anchorKey: AnchorKey, tables: LedgerTables): Sql[] {
  const { row, part, place } = tables;
  const conditions: Sql[] = [];
  if (anchor && anchorKey) conditions.push(OF_ANCHOR[anchor.kind](tables, anchorKey));
  if (filter.programme) conditions.push(sql`${row('programme')} = ${filter.programme}`);
  if (filter.place) conditions.push(isWithin(place, placeReference(filter.place)));
  if (filter.partner) conditions.push(isGivenBy(row, partnerReference(filter.partner)));
  if (filter.partnerKinds) conditions.push(sql`exists (select from partner giver where giver.id = ${row('partner_id')} and ${isOneOf(sql`giver.kind`, filter.partnerKinds)})`);
  if (filter.partnerHome) conditions.push(isAtHomeIn(row('partner_id'), filter.partnerHome));
  if (filter.flowClasses) conditions.push(isOneOf(row('flow_class'), filter.flowClasses));
  if (filter.sector) conditions.push(sql`${part('sector_code')} = ${filter.sector}`);
  return conditions;
}

export function isGivenBy(row: Alias, partner: Sql): Sql {
  return sql`(${row('partner_id')} in (select partner_family(${partner})) or ${row('through_id')} = ${partner})`;
}

export function isAtHomeIn(partnerId: Sql, place: string): Sql {
  return sql`${partnerId} in (select giver.id from partner giver join place home on home.id = giver.home_id
    where ${isWithin(alias('home'), placeReference(place))})`;
}

export function countedStates({ filter }: Scope): readonly string[] {
  return filter.states ?? ['ACCEPTED'];
}

export function inYears(year: Sql, { filter: { fromYear, toYear } }: Scope): Sql {
  if (fromYear == null && toYear == null) return sql`true`;
  return sql`${year} between ${fromYear ?? 0} and ${toYear ?? 9999}`;
}
