import type { PlaceLevel } from '../../access/viewer.js';
import { levelColumn } from '../../access/visibility.js';
import { placeNamed } from '../../place/place.reading.js';
import { partnerReference, placeReference } from '../../reading/reference.js';
import { type Alias, allOf, isOneOf, type Sql, sql } from '../../shared/sql.js';
import type { Scope } from '../scope.js';
import { type AnchorKey, countedStates, inYears } from '../scope-conditions.js';
import { codeLevel } from './code-level.js';

/** Levels of places that have rollups; what lies in a smaller place is short enough to be added up when it is asked. */
export const ROLLED_LEVELS: readonly PlaceLevel[] = ['COUNTY', 'PREFECTURE', 'PROVINCE'];

/** What a scope is about, in terms of the rollups, besides programme, flow classes and years, which are columns of all of them. */
export interface RolledScope {
  readonly place: { readonly level: string; readonly key: Sql } | null;
  readonly partner: { readonly key: Sql; readonly givesMuch: boolean } | null;
  readonly givers: { readonly kinds: readonly string[] | null; readonly home: Sql | null } | null;
  readonly sector: string | null;
}

/** The scope in terms of the rollups; null where none of them can tell it apart. */
export function rolledScope({ filter, anchor }: Scope, anchorKey: AnchorKey): RolledScope | null {
  if (countedStates({ filter, anchor }).some((state) => state !== 'ACCEPTED')) return null;
  const key = anchorKey ?? sql`null`;
  const places = [
    ...(anchor?.kind === 'place' ? [{ level: anchor.level ?? '', key: sql`${key}::bigint` }] : []),
    ...(filter.place ? [{ level: codeLevel(filter.place) ?? '', key: placeNamed(filter.place) }] : []),
  ];
  const partners = [
    ...(anchor?.kind === 'partner' ? [{ key: sql`${key}::bigint`, givesMuch: anchor.givesMuch === true }] : []),
    ...(filter.partner ? [{ key: partnerReference(filter.partner), givesMuch: false }] : []),
  ];
  const homeLevel = filter.partnerHome ? codeLevel(filter.partnerHome) : 'PROVINCE';
  const canTell =
    (anchor === null || ['place', 'partner', 'programme'].includes(anchor.kind)) &&
    places.length <= 1 &&
    partners.length <= 1 &&
    places.every(({ level }) => ROLLED_LEVELS.includes(level as PlaceLevel)) &&
    homeLevel === 'PROVINCE';
  if (!canTell) return null;
  const givers =
    filter.partnerKinds || filter.partnerHome
      ? { kinds: filter.partnerKinds ?? null, home: filter.partnerHome ? placeReference(filter.partnerHome) : null }
      : null;
  return { place: places[0] ?? null, partner: partners[0] ?? null, givers, sector: filter.sector ?? null };
}

/** Rows of impact_money or impact_in_kind that together make up a scope. */
export type Slice = (row: Alias) => Sql;

const OF_ALL: Slice = (row) => sql`${row('scope_kind')} = 'ALL' and ${row('scope_id')} = 0`;

/** All of a scope's rows, each once; null where the rollups hold no such combination. */
export function slicesOf({ place, partner, givers, sector }: RolledScope): readonly Slice[] | null {
  const named = [place, partner, givers, sector].filter((part) => part !== null).length;
  if (named === 0) return [both(OF_ALL, by(''))];
  if (place !== null && partner !== null && named === 2 && place.level === 'COUNTY') {
    return ofPartner(partner.key).map((slice) => both(ofPlace(place.key), slice));
  }
  if (named > 1) return null;
  if (place !== null) return [both(ofPlace(place.key), by(''))];
  if (partner !== null) return ofPartner(partner.key).map((slice) => both(OF_ALL, slice));
  if (sector !== null) return [both(OF_ALL, by('SECTOR'), (row) => sql`${row('by_code')} = ${sector}`)];
  return [both(OF_ALL, by('GIVERS'), (row) => isOfGivers(givers, row('by_code'), row('by_id')))];
}

/** Who gave is of these kinds and at home in this province. */
export function isOfGivers(givers: RolledScope['givers'], kind: Sql, home: Sql): Sql {
  return allOf([...(givers?.kinds ? [isOneOf(kind, givers.kinds)] : []), ...(givers?.home ? [sql`${home} = ${givers.home}`] : [])]);
}

/** What a partner's family gave, and what went through it from others. */
export function ofPartner(key: Sql): readonly Slice[] {
  return [
    both(by('PARTNER'), (row) => sql`${row('by_id')} = any(array(select partner_family(${key})))`),
    both(by('THROUGH'), (row) => sql`${row('by_id')} = ${key}`),
  ];
}

export function ofPlace(key: Sql): Slice {
  return (row) => sql`${row('scope_kind')} = 'PLACE' and ${row('scope_id')} = ${key}`;
}

export function ofAll(byKind: string): Slice {
  return both(OF_ALL, by(byKind));
}

export function by(kind: string): Slice {
  return (row) => sql`${row('by_kind')} = ${sql.lit(kind)}`;
}

export function both(...slices: readonly Slice[]): Slice {
  return (row) => allOf(slices.map((slice) => slice(row)));
}

/** The row's place is one of a level within the given one. */
export function liesWithin(id: Sql, level: 'COUNTY' | 'PREFECTURE', place: NonNullable<RolledScope['place']>): Sql {
  return sql`${id} in (select inner_place.${sql.raw(levelColumn(level))} from place inner_place
    where inner_place.level = ${sql.lit(level)} and inner_place.${sql.raw(levelColumn(place.level as never))} = ${place.key})`;
}

/** The columns that every rollup of money and help in kind has. */
export function inColumns({ filter, anchor }: Scope, anchorKey: AnchorKey, row: Alias): Sql {
  return allOf([
    ...(anchor?.kind === 'programme' && anchorKey ? [sql`${row('programme')} = ${anchorKey}`] : []),
    ...(filter.programme ? [sql`${row('programme')} = ${filter.programme}`] : []),
    ...(filter.flowClasses ? [isOneOf(row('flow_class'), filter.flowClasses)] : []),
    inYears(row('year'), { filter, anchor }),
  ]);
}
