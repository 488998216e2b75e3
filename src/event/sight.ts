import { organisationOf, type Viewer } from '../access/viewer.js';
import { findShape } from '../reading/shape.js';
import { alias, type Executor, sql } from '../shared/sql.js';
import type { OutboxEvent } from './outbox.js';

/**
 * What a viewer may know of what happened to a row: the WHOLE of it who has a hand in the row or made the change, as with its history; only
 * how the ROW reads since who merely sees it; and NOTHING who does not see it now.
 */
export type Sight = 'WHOLE' | 'ROW' | 'NOTHING';

const subject = alias('subject');

/** Looked at as it is now, by the same predicates as every other reading. `database` is as the viewer asks it. */
export async function sightOf(
  database: Executor,
  viewer: Viewer,
  { type, key, actingFor }: Pick<OutboxEvent, 'type' | 'key' | 'actingFor'>,
): Promise<Sight> {
  const shape = findShape(type);
  if (shape === undefined) return 'NOTHING';
  const { predicate, hasHand } = shape.visibility;
  const hand = hasHand === undefined || viewer.role === 'PUBLIC' ? sql`false` : hasHand(subject, viewer);
  const { rows } = await sql<{ hand: boolean }>`
    select coalesce(${hand}, false) as hand from ${shape.from} as subject
    where subject.id = ${key}::bigint and ${predicate(subject, viewer)}`.execute(database);
  if (rows[0] === undefined) return 'NOTHING';
  return rows[0].hand || (viewer.role !== 'PUBLIC' && actingFor === organisationOf(viewer)) ? 'WHOLE' : 'ROW';
}
