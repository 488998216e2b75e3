import { type Executor, type Sql, sql } from '../shared/sql.js';
import { selectAll } from '../writing/facts.js';
import type { Outcome } from '../writing/write.js';

type Fields = Readonly<Record<string, unknown>>;

interface ChangedRow {
  readonly id: string;
  readonly before: Fields;
  readonly after: Fields;
}

/** Changes rows of a chain of corrections by one statement, and gives what became of the named one and of the others. */
export async function changedInChain(
  transaction: Executor,
  id: string,
  { set, where }: { readonly set: Sql; readonly where: Sql },
): Promise<Pick<Outcome, 'change' | 'before' | 'others'>> {
  const state = (row: string) =>
    sql.raw(`json_build_object('state', ${row}.state, 'live', ${row}.live, 'returnReason', ${row}.return_reason,
    'confirmation', ${row}.confirmation_id::text)`);
  const rows = await selectAll<ChangedRow>(
    transaction,
    sql`
      update contribution own set ${set} from contribution was where was.id = own.id and ${where}
      returning own.id::text as id, ${state('was')} as before, ${state('own')} as after`,
  );
  const changes = rows.map(({ id: changed, ...fields }) => ({ type: 'Contribution', id: changed, ...differing(fields) }));
  const { change = {}, before } = changes.find((row) => row.id === id) ?? {};
  return { change, before, others: changes.filter((row) => row.id !== id && Object.keys(row.change).length > 0) };
}

function differing({ before, after }: Omit<ChangedRow, 'id'>): { change: Fields; before: Fields } {
  const fields = Object.keys(after).filter((field) => after[field] !== before[field]);
  const of = (all: Fields) => Object.fromEntries(fields.map((field) => [field, all[field]]));
  return { change: of(after), before: of(before) };
}

/**
 * The row counts from now on and whichever of its chain counted before does no more, in one statement, so that no balance
 * dips in between.
 */
export function takePlace(transaction: Executor, id: string, originalId: string): ReturnType<typeof changedInChain> {
  return changedInChain(transaction, id, {
    set: sql`live = (own.id = ${id}::bigint)`,
    where: sql`own.original_id = ${originalId}::bigint and (own.live or own.id = ${id}::bigint)`,
  });
}
