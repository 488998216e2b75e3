import { organisationOf, type Viewer } from '../access/viewer.js';
import { allShapes, declareShape, type Shape, shapeOf } from '../reading/shape.js';
import { NEWEST_FIRST, OLDEST_FIRST, type Where } from '../reading/statement.js';
import { decodeId, type ObjectKey } from '../shared/id.js';
import { type Alias, alias, isOneOf, type Sql, sql } from '../shared/sql.js';
import { HistoryEntry } from './history-entry.entity.js';

/** The types whose rows have a history. */
export function subjects(): readonly Shape[] {
  return allShapes().filter(({ visibility }) => visibility.hasHand !== undefined);
}

const subject = alias('subject');

/** The entry's row is there for the viewer, who has a hand in it or acts for the organisation that made the change. */
function isOwnSubject(row: Alias, { from, visibility }: Shape, viewer: Viewer): Sql {
  const hand = visibility.hasHand?.(subject, viewer) ?? sql`false`;
  return sql`exists (select from ${from} as subject where subject.id = ${row('subject_id')} and ${visibility.predicate(subject, viewer)}
    and (${row('acting_for')} = ${organisationOf(viewer)} or ${hand}))`;
}

const changed = sql`changed.value is distinct from coalesce(before -> changed.key, 'null')`;

declareShape(HistoryEntry, {
  table: 'history_entry',
  visibility: {
    policy: 'HAND_IN_SUBJECT',
    isPersonal: true,
    predicate: (row, viewer) => {
      if (viewer.accountId === null) return sql`false`;
      const byType = subjects().map((shape) => sql`when ${sql.lit(shape.type)} then ${isOwnSubject(row, shape, viewer)}`);
      return sql`case ${row('subject_type')} ${sql.join(byType, sql` `)} else false end`;
    },
  },
  columns: {
    changes: (row) => sql`(
      select coalesce(json_agg(json_build_object('field', changed.key, 'old', before ->> changed.key, 'new', changed.value #>> '{}') order by changed.key), '[]')
      from jsonb_each(${row('change')}) as changed, (select ${row('before')} as before) as was where ${changed})`,
    position: (row) => sql`(select seal.position from history_seal seal where seal.entry_id = ${row('id')})`,
    hash: (row) => sql`(select encode(seal.hash, 'hex') from history_seal seal where seal.entry_id = ${row('id')})`,
  },
  orders: { NEWEST: NEWEST_FIRST, OLDEST: OLDEST_FIRST },
  filters: {
    actions: (row, actions: string[]) => isOneOf(row('action'), actions),
    actingFor: (row, named: string) => sql`${row('acting_for')} = ${organisationNamed(named)}`,
    from: (row, time: Date) => sql`${row('recorded_at')} >= ${time.toISOString()}::timestamptz`,
    to: (row, time: Date) => sql`${row('recorded_at')} < ${time.toISOString()}::timestamptz`,
    requestId: (row, id: string) => sql`${row('request_id')} = ${id}`,
    field: (row, field: string) => sql`exists (
      select from jsonb_each(${row('change')}) as changed, (select ${row('before')} as before) as was where changed.key = ${field} and ${changed})`,
  },
});

/** The entries of one row. Of which type it is stands in the statement, so that the database plans for that type and for no other. */
export function historyOf({ type, key }: ObjectKey): { readonly shape: Shape; readonly where: Where } {
  const shape = shapeOf(HistoryEntry);
  const typed =
    (row: Alias): Alias =>
    (column) =>
      column === 'subject_type' ? sql.lit(type) : row(column);
  const predicate: Where = (row, viewer) => shape.visibility.predicate(typed(row), viewer);
  return {
    shape: { ...shape, visibility: { ...shape.visibility, predicate } },
    where: (row) => sql`${row('subject_type')} = ${sql.lit(type)} and ${row('subject_id')} = ${key}::bigint`,
  };
}

/** An organisation as the history names it. */
function organisationNamed(named: string): string {
  const id = decodeId(named);
  return id?.type === 'Partner' || id?.type === 'Place' ? `${id.type.toLowerCase()}:${id.key}` : named.toLowerCase();
}
