import { levelColumn } from '../../access/visibility.js';
import { type Sql, sql } from '../../shared/sql.js';
import type { Scope } from '../scope.js';
import type { AnchorKey } from '../scope-conditions.js';
import { ANY, countedScope, countKey, REACH_OF_ALL, reachOfPartner, reachOfPlace } from './counted.js';
import { type ReachKey, thingCount, thingCounts, thingIds, type Years } from './reach.js';
import { isOfGivers, type RolledScope } from './slices.js';

export function rolledProjects(scope: Scope, anchorKey: AnchorKey): Sql | null {
  const counted = countedScope(scope, anchorKey);
  const key = counted && countKey('PROJECT', counted);
  return key && thingCount('PROJECT', key, counted.years);
}

/** Projects and partners together, which one look finds where both are counted under one key. */
export function rolledReached(scope: Scope, anchorKey: AnchorKey): Sql | null {
  const counted = countedScope(scope, anchorKey);
  const key = counted && countKey('PARTNER', counted);
  if (key && key.scopeKind !== 'ALL') return thingCounts({ projects: 'PROJECT', partners: 'PARTNER' }, key, counted.years);
  const [projects, partners] = [rolledProjects(scope, anchorKey), rolledPartners(scope, anchorKey)];
  return projects && partners && sql`json_build_object('projects', ${projects}, 'partners', ${partners})`;
}

export function rolledPartners(scope: Scope, anchorKey: AnchorKey): Sql | null {
  const counted = countedScope(scope, anchorKey);
  if (!counted) return null;
  const { rolled, programme, years } = counted;
  const key = countKey('PARTNER', counted);
  if (key) return thingCount('PARTNER', key, years);
  if (rolled.place) return programme ? null : partnersWithin(rolled.place, years);
  if (!rolled.givers) return null;
  return sql`(
    select count(*) from partner giver left join place home on home.id = giver.home_id
    where ${isOfGivers(rolled.givers, sql`giver.kind`, sql`home.province_id`)}
      and giver.id in (${thingIds('PARTNER', { ...REACH_OF_ALL, programme: programme ?? ANY, byKind: '' }, years)}))`;
}

/** The partners of all counties of a province or prefecture, and those that give to it and to no county of it. */
function partnersWithin(place: NonNullable<RolledScope['place']>, years: Years): Sql {
  return sql`(select count(*) from (
    ${thingIds('PARTNER', reachOfPlace(place.key, 'COUNTY'), years)}
    union select thing.id from (
      select distinct county_id as id from place where ${sql.raw(levelColumn(place.level as never))} = ${place.key} and county_id is not null) as county
    cross join lateral (${thingIds('PARTNER', reachOfPlace(sql`county.id`, ''), years)}) as thing (id)) as partner_ids)`;
}

/** Different places of each level, by level. */
export function rolledPlaces(scope: Scope, anchorKey: AnchorKey): Sql | null {
  const counted = countedScope(scope, anchorKey);
  if (!counted) return null;
  const { rolled, programme, years } = counted;
  if (rolled.givers) return placesOfGivers(rolled, programme, years);
  if (rolled.partner && programme) return null;
  const key = (byKind: string): ReachKey => (rolled.partner ? reachOfPartner(rolled.partner.key, byKind) : { ...REACH_OF_ALL, programme, byKind });
  const { place } = rolled;
  const within = (id: Sql) =>
    place ? sql`${id} in (select id from place where ${sql.raw(levelColumn(place.level as never))} = ${place.key})` : sql`true`;
  return byLevel(sql`
    ${thingIds('PLACE', key(''), years, (row) => within(row('thing_id')))}
    union ${thingIds('PLACE', key('SET'), years, (row) => within(row('by_id')))}`);
}

/** Of givers by kind and home only the counties are known. */
function placesOfGivers({ givers }: RolledScope, programme: Sql | null, years: Years): Sql {
  const key: ReachKey = { scopeKind: 'ALL', scopeId: sql`0`, programme, byKind: 'GIVERS' };
  return byLevel(thingIds('COUNTY', key, years, (row) => isOfGivers(givers, row('by_code'), row('by_id'))));
}

function byLevel(ids: Sql): Sql {
  return sql`(
    select json_build_object(
      'PROVINCE', count(distinct reached.province_id), 'PREFECTURE', count(distinct reached.prefecture_id),
      'COUNTY', count(distinct reached.county_id), 'TOWNSHIP', count(distinct reached.township_id), 'VILLAGE', count(distinct reached.village_id))
    from place reached where reached.id in (${ids}))`;
}
