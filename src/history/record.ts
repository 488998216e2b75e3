import type { Viewer } from '../access/viewer.js';
import { type Sql, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';

/** What became of one row: by field what it is now, and where it was there before what it was. */
export interface RowChange {
  readonly type: string;
  readonly change: Readonly<Record<string, unknown>>;
  readonly before?: Readonly<Record<string, unknown>> | undefined;
}

export interface Change extends RowChange {
  readonly viewer: Viewer;
  readonly organisation: string;
  readonly requestId: string;
  readonly action: string;
  /** The subject's. */
  readonly id: Sql;
  readonly reason?: string;
  /** The account that made the change, where the viewer is none yet. */
  readonly by?: string;
  /** The other rows that were changed with the subject. */
  readonly others?: readonly (RowChange & { readonly id: string })[];
}

/** The statement that writes a change into the history, for the transaction that makes it. */
export function changeRecorded({ viewer, organisation, requestId, action, reason, by, others = [], ...subject }: Change): Sql {
  const rows = [subject, ...others.map((other) => ({ ...other, id: sql`${other.id}::bigint` }))];
  const values = rows.map(
    ({
      type,
      id,
      change,
      before,
    }) => sql`(${by ?? viewer.accountId}::bigint, ${organisation}, ${requestId}, ${action}, ${type}, ${id}, ${kept(reason)},
      ${asJson(change)}::jsonb, ${before === undefined ? null : asJson(before)}::jsonb)`,
  );
  return sql`
    insert into history_entry (account_id, acting_for, request_id, action, subject_type, subject_id, reason, change, before) values ${sql.join(values)}`;
}

/** A text is told in the form that it is kept in, also where the input is recorded as it came. */
function kept(text: string | undefined): string | null {
  return text === undefined ? null : normaliseText(text);
}

function asJson(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(fields, (_key, value: unknown) =>
    typeof value === 'string' ? normaliseText(value) : typeof value === 'bigint' ? value.toString() : value,
  );
}
