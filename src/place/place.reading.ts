import type { Viewer } from '../access/viewer.js';
import { levelColumn, PUBLIC_FACT } from '../access/visibility.js';
import { flag } from '../reading/flag.js';
import { nameContains } from '../reading/name-search.js';
import { placeReference } from '../reading/reference.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { by } from '../reading/statement.js';
import { type Alias, alias, anyOf, type Sql, sql } from '../shared/sql.js';
import { Place, PlaceLevel } from './place.entity.js';
import type { PlaceFilter } from './place.input.js';
import { PoorCounty } from './poor-county.entity.js';

const LEVELS = Object.values(PlaceLevel);

/** The row is the given place or lies in it. The place is any expression, so this also joins. */
export function isWithin(row: Alias, place: Sql): Sql {
  return anyOf(LEVELS.map((level) => sql`${row(levelColumn(level))} = ${place}`));
}

/** The id that a place has in the lineage of what lies in it: its own, or that of the place that replaced it. */
export function lineageId(place: Alias): Sql {
  return sql`coalesce(${sql.join(['village_id', 'township_id', 'county_id', 'prefecture_id', 'province_id'].map(place))})`;
}

/** The place that a client names, for `isWithin`; looked up once for a statement. */
export function placeNamed(reference: string): Sql {
  return sql`(select ${lineageId(alias('named'))} from place as named where named.id = ${placeReference(reference)})`;
}

/** Whether a row that names a partner and a place is the viewer's: of its partner, or at its place or within. */
export function isOwn(row: Alias, { partnerId, placeId }: Viewer): Sql {
  if (partnerId !== null) return sql`${row('partner_id')} = ${partnerId}::bigint`;
  if (placeId === null) return sql`false`;
  return sql`exists (select from place where place.id = ${row('place_id')} and ${isWithin(alias('place'), sql`${placeId}::bigint`)})`;
}

declareShape(PoorCounty, {
  table: 'poor_county',
  visibility: PUBLIC_FACT,
  columns: { verified: (row) => sql`(${row('evidence')} <> 'D')` },
});

declareShape(Place, {
  table: 'place',
  visibility: PUBLIC_FACT,
  orders: { CODE: by('code', 'text', ''), NAME: by('name_zh') },
  filters: {
    level: (row, level: PlaceFilter['level']) => sql`${row('level')} = ${level}`,
    within: (row, place: string) => isWithin(row, placeNamed(place)),
    name: (row, text: string) => nameContains(row, text),
    poorCounty: (row, listed: boolean) => sql`${row('id')} ${listed ? sql`in` : sql`not in`} (select place_id from poor_county)`,
    synthetic: flag('synthetic'),
    includeReplaced: () => sql`true`,
  },
  searches: ['name'],
});

extendShape(Place, {
  one: {
    poorCounty: { to: () => shapeOf(PoorCounty), on: (place, row) => sql`${row('place_id')} = ${place('id')}` },
  },
  lists: {
    ancestors: {
      to: () => shapeOf(Place),
      on: (place, row) =>
        sql`${row('id')} <> ${lineageId(place)} and ${row('id')} in (${sql.join(LEVELS.map((level) => place(levelColumn(level))))})`,
      order: (row) => sql`array_position(array[${sql.join(LEVELS.map((level) => sql.lit(level)))}], ${row('level')})`,
    },
  },
  connections: {
    children: {
      to: () => shapeOf(Place),
      on: (place, row) => sql`${row('parent_id')} = ${lineageId(place)} and ${row('replaced_by_id')} is null`,
    },
    descendants: {
      to: () => shapeOf(Place),
      on: (place, row) => sql`${isWithin(row, lineageId(place))} and ${row('id')} <> ${lineageId(place)} and ${row('replaced_by_id')} is null`,
    },
  },
});
