import { isViewersPartner, type Visibility } from '../access/visibility.js';
import { declareShape } from '../reading/shape.js';
import { by } from '../reading/statement.js';
import { isOneOf, sql } from '../shared/sql.js';
import { WaitingItem } from './waiting.entity.js';

/**
 * What waits for the viewer's organisation. Places from the county up have what waits in them as far as no county lies in between; below,
 * each has its own.
 */
export const WAITS_FOR_VIEWER: Visibility = {
  policy: 'WAITS_FOR_VIEWER',
  predicate: (row, viewer) => {
    const { role, placeId, placeLevel } = viewer;
    if (role === 'PUBLIC') return sql`false`;
    if (role === 'PARTNER') return isViewersPartner(row('partner_id'), viewer);
    if (role !== 'PLACE') return sql`(${row('role')} = ${role} and ${row('partner_id')} is null and ${row('place_id')} is null)`;
    return placeLevel === 'VILLAGE' || placeLevel === 'TOWNSHIP'
      ? sql`(${row('place_id')} = ${placeId}::bigint and ${row('place_id')} <> ${row('desk_id')})`
      : sql`${row('desk_id')} = ${placeId}::bigint`;
  },
};

declareShape(WaitingItem, {
  table: 'waiting_item',
  visibility: WAITS_FOR_VIEWER,
  orders: { DUE: by('due_on', 'date') },
  filters: {
    kinds: (row, kinds: string[]) => isOneOf(row('kind'), kinds),
    dueBefore: (row, day: string) => sql`${row('due_on')} < ${day}::date`,
  },
});
