import { levelColumn } from '../../access/visibility.js';
import { type Sql, sql } from '../../shared/sql.js';
import type { Scope } from '../scope.js';
import type { AnchorKey } from '../scope-conditions.js';
import { type ReachKey, thingCount, thingCounts, thingIds, type Years } from './reach.js';
import { isOfGivers, type RolledScope, rolledScope } from './slices.js';

const ANY = sql`''`;
const NOTHING = sql`0`;

interface Counted {
  readonly rolled: RolledScope;
  readonly programme: Sql | null;
  readonly years: Years;
}

/** A scope as far as things are counted in it: of one place, partner or kind of givers, under any programme or one; not by class. */
function countedScope(scope: Scope, anchorKey: AnchorKey): Counted | null {
  const { filter, anchor } = scope;
  const rolled = rolledScope(scope, anchorKey);
  if (rolled === null || rolled.sector !== null || filter.flowClasses) return null;
  if ([rolled.place, rolled.partner, rolled.givers].filter((part) => part !== null).length > 1) return null;
  if (rolled.partner !== null && !rolled.partner.givesMuch) return null;
  const anchored = anchor?.kind === 'programme' && anchorKey ? anchorKey : null;
  const named = filter.programme ? sql`${filter.programme}` : null;
  if (anchored && named) return null;
  return { rolled, programme: anchored ?? named, years: { from: filter.fromYear, to: filter.toYear } };
}

export function rolledProjects(scope: Scope, anchorKey: AnchorKey): Sql | null {
  const counted = countedScope(scope, anchorKey);
  if (!counted || counted.rolled.givers) return null;
  const key = projectKey(counted);
  return key && thingCount('PROJECT', key, counted.years);
}

/** A project lies in one province and has one programme, so those of all provinces and programmes add up. */
function projectKey({ rolled: { place, partner }, programme }: Counted): ReachKey | null {
  if (partner) return programme ? null : ofPartner(partner.key, '');
  if (!place) return { ...OF_ALL, programme, byKind: 'PROVINCE' };
  if (place.level === 'PROVINCE') return { ...OF_ALL, programme, byKind: 'PROVINCE', byId: place.key };
  return programme ? null : ofPlace(place.key, '');
}

/** Projects and partners together, which one look finds where both are counted under one key. */
export function rolledReached(scope: Scope, anchorKey: AnchorKey): Sql | null {
  const counted = countedScope(scope, anchorKey);
  const key = counted && commonKey(counted);
  if (key) return thingCounts({ projects: 'PROJECT', partners: 'PARTNER' }, key, counted.years);
  const [projects, partners] = [rolledProjects(scope, anchorKey), rolledPartners(scope, anchorKey)];
  return projects && partners && sql`json_build_object('projects', ${projects}, 'partners', ${partners})`;
}

function commonKey({ rolled: { place, partner }, programme }: Counted): ReachKey | null {
  if (programme) return null;
  if (partner) return ofPartner(partner.key, '');
  return place?.level === 'COUNTY' ? ofPlace(place.key, '') : null;
}

export function rolledPartners(scope: Scope, anchorKey: AnchorKey): Sql | null {
  const counted = countedScope(scope, anchorKey);
  if (!counted) return null;
  const { rolled, programme, years } = counted;
  const { place, partner, givers } = rolled;
  if ((place || partner) && programme) return null;
  if (partner) return thingCount('PARTNER', ofPartner(partner.key, ''), years);
  if (place?.level === 'COUNTY') return thingCount('PARTNER', ofPlace(place.key, ''), years);
  if (place) return partnersWithin(place, years);
  const key: ReachKey = { ...OF_ALL, programme: programme ?? ANY, byKind: '' };
  if (!givers) return thingCount('PARTNER', key, years);
  return sql`(
    select count(*) from partner giver left join place home on home.id = giver.home_id
    where ${isOfGivers(givers, sql`giver.kind`, sql`home.province_id`)} and giver.id in (${thingIds('PARTNER', key, years)}))`;
}

/** The partners of all counties of a province or prefecture, and those that give to it and to no county of it. */
function partnersWithin(place: NonNullable<RolledScope['place']>, years: Years): Sql {
  return sql`(select count(*) from (
    ${thingIds('PARTNER', ofPlace(place.key, 'COUNTY'), years)}
    union select thing.id from (
      select distinct county_id as id from place where ${sql.raw(levelColumn(place.level as never))} = ${place.key} and county_id is not null) as county
    cross join lateral (${thingIds('PARTNER', ofPlace(sql`county.id`, ''), years)}) as thing (id)) as partner_ids)`;
}

const OF_ALL = { scopeKind: 'ALL', scopeId: NOTHING } as const;

function ofPlace(id: Sql, byKind: string): ReachKey {
  return { scopeKind: 'PLACE', scopeId: id, programme: ANY, byKind };
}

function ofPartner(id: Sql, byKind: string): ReachKey {
  return { scopeKind: 'PARTNER', scopeId: id, programme: ANY, byKind };
}

/** Different places of each level, by level. */
export function rolledPlaces(scope: Scope, anchorKey: AnchorKey): Sql | null {
  const counted = countedScope(scope, anchorKey);
  if (!counted) return null;
  const { rolled, programme, years } = counted;
  if (rolled.givers) return placesOfGivers(rolled, programme, years);
  if (rolled.partner && programme) return null;
  const key = (byKind: string): ReachKey => (rolled.partner ? ofPartner(rolled.partner.key, byKind) : { ...OF_ALL, programme, byKind });
  const { place } = rolled;
  const within = (id: Sql) =>
    place ? sql`${id} in (select id from place where ${sql.raw(levelColumn(place.level as never))} = ${place.key})` : sql`true`;
  return byLevel(sql`
    ${thingIds('PLACE', key(''), years, (row) => within(row('thing_id')))}
    union ${thingIds('PLACE', key('SET'), years, (row) => within(row('by_id')))}`);
}

/** Of givers by kind and home only the counties are known. */
function placesOfGivers({ givers }: RolledScope, programme: Sql | null, years: Years): Sql {
  const key: ReachKey = { scopeKind: 'ALL', scopeId: NOTHING, programme, byKind: 'GIVERS' };
  return byLevel(thingIds('COUNTY', key, years, (row) => isOfGivers(givers, row('by_code'), row('by_id'))));
}

function byLevel(ids: Sql): Sql {
  return sql`(
    select json_build_object(
      'PROVINCE', count(distinct reached.province_id), 'PREFECTURE', count(distinct reached.prefecture_id),
      'COUNTY', count(distinct reached.county_id), 'TOWNSHIP', count(distinct reached.township_id), 'VILLAGE', count(distinct reached.village_id))
    from place reached where reached.id in (${ids}))`;
}
