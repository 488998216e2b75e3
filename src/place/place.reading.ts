import { levelColumn, PUBLIC_FACT } from '../access/visibility.js';
import { nameContains } from '../reading/name-search.js';
import { placeReference } from '../reading/reference.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { by } from '../reading/statement.js';
import { type Alias, anyOf, type Sql, sql } from '../shared/sql.js';
import { Place, PlaceLevel } from './place.entity.js';
import type { PlaceFilter } from './place.input.js';
import { PoorCounty } from './poor-county.entity.js';

const LEVELS = Object.values(PlaceLevel);

/** The row is the given place or lies in it. The place is any expression, so this also joins. */
export function isWithin(row: Alias, place: Sql): Sql {
  return anyOf(LEVELS.map((level) => sql`${row(levelColumn(level))} = ${place}`));
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
    within: (row, place: string) => isWithin(row, placeReference(place)),
    name: (row, text: string) => nameContains(row, text),
    poorCounty: (row, listed: boolean) => sql`exists (select from poor_county where place_id = ${row('id')}) = ${listed}`,
    synthetic: (row, synthetic: boolean) => sql`${row('synthetic')} = ${synthetic}`,
    includeReplaced: () => sql`true`,
  },
});

extendShape(Place, {
  one: {
    poorCounty: { to: () => shapeOf(PoorCounty), on: (place, row) => sql`${row('place_id')} = ${place('id')}` },
  },
  lists: {
    ancestors: {
      to: () => shapeOf(Place),
      on: (place, row) =>
        sql`${row('id')} <> ${place('id')} and ${row('id')} in (${sql.join(LEVELS.map((level) => place(levelColumn(level))))})`,
      order: (row) => sql`array_position(array[${sql.join(LEVELS.map((level) => sql.lit(level)))}], ${row('level')})`,
    },
  },
  connections: {
    children: {
      to: () => shapeOf(Place),
      on: (place, row) => sql`${row('parent_id')} = ${place('id')} and ${row('replaced_by_id')} is null`,
    },
    descendants: {
      to: () => shapeOf(Place),
      on: (place, row) =>
        sql`${isWithin(row, place('id'))} and ${row('id')} <> ${place('id')} and ${row('replaced_by_id')} is null`,
    },
  },
});
