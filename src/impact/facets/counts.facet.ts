import { partnerReference } from '../../reading/reference.js';
import { alias, allOf, isOneOf, type Sql, sql } from '../../shared/sql.js';
import { counted, LEDGER_FROM, LEDGER_GIVER } from '../ledger-entries.js';
import type { Anchor, AnchorKind, Scope } from '../scope.js';
import { type AnchorKey, inYears, isAtHomeIn, isInAnchor, isInNamed, isOfFamily } from '../scope-conditions.js';
import type { Facet } from './facet.js';

/** Projects and partners, which are mostly asked for together. */
export interface Reached {
  readonly projects: number;
  readonly partners: number;
}

/** Different places by level. */
export type PlaceCounts = Readonly<Record<string, number>>;

const countOf =
  (what: Sql): Facet =>
  (scope, anchorKey, viewer) =>
    sql`(
  select ${what} from ${LEDGER_FROM} where ${counted(scope, anchorKey, viewer)} and ${inYears(sql`entry_row.year`, scope)})`;

export const contributionsFacet = countOf(sql`count(distinct entry_row.id)`);
export const projectsFacet = countOf(sql`count(distinct entry_row.project_id)`);
export const partnersFacet = countOf(sql`count(distinct ${LEDGER_GIVER})`);
export const reachedFacet = countOf(
  sql`json_build_object('projects', count(distinct entry_row.project_id), 'partners', count(distinct ${LEDGER_GIVER}))`,
);

/** Of what is reported for a set, its members are reached. */
export const placesFacet: Facet = (scope, anchorKey, viewer) => sql`(
  select json_build_object(
    'PROVINCE', count(distinct reached.province_id), 'PREFECTURE', count(distinct reached.prefecture_id),
    'COUNTY', count(distinct reached.county_id), 'TOWNSHIP', count(distinct reached.township_id), 'VILLAGE', count(distinct reached.village_id))
  from ${LEDGER_FROM}
  left join contribution_set_place member on entry_row.place_mode = 'SET' and member.contribution_id = entry_row.id
  left join place reached on reached.id = coalesce(member.place_id, entry_part.place_id)
  where ${counted(scope, anchorKey, viewer)} and ${inYears(sql`entry_row.year`, scope)})`;

/** Pairings are counted as agreed, whether or not anything was given under them yet. */
export const pairingsFacet: Facet = (scope, anchorKey) => sql`(${pairingCount(scope, anchorKey)})`;

const PAIRING_OF_ANCHOR: Readonly<Record<AnchorKind, (key: Sql, anchor: Anchor) => Sql>> = {
  place: (key, anchor) => isPairedWith(isInAnchor(alias('place'), anchor, key)),
  partner: (key) => isOfFamily(sql`pairing.partner_id`, sql`${key}::bigint`),
  programme: (key) => sql`pairing.programme = ${key}`,
  pairing: (key) => sql`pairing.id = ${key}::bigint`,
  project: (key) => sql`pairing.id in (select pairing_id from project_pairing where project_id = ${key}::bigint)`,
  fund: () => sql`false`,
};

/** The condition is on the pairing's place. */
function isPairedWith(condition: Sql): Sql {
  return sql`exists (select from place where place.id = pairing.place_id and ${condition})`;
}

function pairingCount({ filter, anchor }: Scope, anchorKey: AnchorKey): Sql {
  const conditions: Sql[] = [];
  if (anchor && anchorKey) conditions.push(PAIRING_OF_ANCHOR[anchor.kind](anchorKey, anchor));
  if (filter.programme) conditions.push(sql`pairing.programme = ${filter.programme}`);
  if (filter.place) conditions.push(isPairedWith(isInNamed(alias('place'), filter.place)));
  if (filter.partner) conditions.push(isOfFamily(sql`pairing.partner_id`, partnerReference(filter.partner)));
  if (filter.partnerKinds) {
    conditions.push(sql`exists (select from partner where partner.id = pairing.partner_id and ${isOneOf(sql`partner.kind`, filter.partnerKinds)})`);
  }
  if (filter.partnerHome) conditions.push(isAtHomeIn(sql`pairing.partner_id`, filter.partnerHome));
  if (filter.fromYear != null || filter.toYear != null) {
    conditions.push(sql`pairing.during && daterange(make_date(${filter.fromYear ?? 1}, 1, 1), make_date(${filter.toYear ?? 9999}, 12, 31), '[]')`);
  }
  return sql`select count(*) from pairing where ${allOf(conditions)}`;
}
