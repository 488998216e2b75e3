import type { Viewer } from '../access/viewer.js';
import { type Sql, sql } from '../shared/sql.js';

export interface Change {
  readonly viewer: Viewer;
  readonly organisation: string;
  readonly requestId: string;
  readonly action: string;
  readonly type: string;
  /** The subject's. */
  readonly id: Sql;
  readonly change: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  /** The account that made the change, where the viewer is none yet. */
  readonly by?: string;
}

/** The statement that writes a change into the history, for the transaction that makes it. */
export function changeRecorded({ viewer, organisation, requestId, action, type, id, change, reason, by }: Change): Sql {
  return sql`
    insert into history_entry (account_id, acting_for, request_id, action, subject_type, subject_id, reason, change)
    values (${by ?? viewer.accountId}::bigint, ${organisation}, ${requestId}, ${action}, ${type}, ${id}, ${reason ?? null},
            ${JSON.stringify(change, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}::jsonb)`;
}
