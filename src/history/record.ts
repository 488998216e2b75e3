import type { Viewer } from '../access/viewer.js';
import { type Executor, sql } from '../shared/sql.js';

export interface Change {
  readonly viewer: Viewer;
  readonly organisation: string;
  readonly requestId: string;
  readonly action: string;
  readonly type: string;
  readonly id: string;
  readonly change: Readonly<Record<string, unknown>>;
  readonly reason?: string;
}

/** Writes a change into the history, in the transaction that made it. */
export async function recordChange(database: Executor, { viewer, organisation, requestId, action, type, id, change, reason }: Change): Promise<void> {
  await sql`
    insert into history_entry (account_id, acting_for, request_id, action, subject_type, subject_id, reason, change)
    values (${viewer.accountId}::bigint, ${organisation}, ${requestId}, ${action}, ${type}, ${id}::bigint, ${reason ?? null},
            ${JSON.stringify(change, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}::jsonb)`.execute(database);
}
