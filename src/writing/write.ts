import { viewerTold } from '../access/asked-by.js';
import { type Action, assertMay, forbidden } from '../access/permissions.js';
import { keyHolderOf, organisationOf, type Viewer } from '../access/viewer.js';
import { changeRecorded, type RowChange } from '../history/record.js';
import type { PayloadStatement } from '../reading/payload.js';
import { type BrokenRule, rulesBroken } from '../shared/errors/app-error.js';
import { translatingDatabaseErrors } from '../shared/errors/database-error.js';
import { type Executor, type Pool, type Sql, sql } from '../shared/sql.js';
import { earlierResult, type KeyedWrite, keyedWrite, resultKept } from './idempotency-key.js';
import type { Written } from './payload.js';

/** What a mutation needs of the request. */
export interface WritingContext {
  readonly viewer: Viewer;
  readonly pool: Pool;
  readonly requestId: string;
  /** What is read after the write has to have it. */
  stayWithPrimary?(): void;
  /** Something that was named is not there, and the answer says so in its data, where nobody counts it as a look-up that found nothing. */
  missed?(): void;
  /** Reads the row for the payload; see `Written`. */
  readonly answer?: PayloadStatement | undefined;
}

/** Parts of a `with` that insert a row, and the expression for its id. */
export interface Insertion {
  readonly parts: Sql;
  readonly id: Sql;
  /** The same in the next statement. */
  readonly idSince: Sql;
}

/** What a write did, for the history. */
export interface Outcome extends RowChange {
  /** The row's id, or what is left to do to have one: it is then done with the record of it, by one statement. */
  readonly id: string | Insertion;
  readonly reason?: string;
  /** The account that did it, where the write itself found out whose it is. */
  readonly by?: string;
  /** The other rows that it changed. */
  readonly others?: readonly (RowChange & { readonly id: string })[];
}

/** A write as its stages, which always run in this order and in one transaction. */
export interface WritePlan<Facts, Checked> {
  readonly action: Action;
  readonly input: unknown;
  /** Of writes that create something; see `IDEMPOTENCY_KEY`. */
  readonly idempotencyKey?: string;
  /** Reads what the write concerns, only as far as the viewer sees it, and locks what it depends on. */
  readonly load: (transaction: Executor) => Promise<Facts>;
  /** Whether it is the viewer's to do, beyond what the role's table says. */
  readonly permits: (facts: Facts, viewer: Viewer) => boolean;
  /** Adds every rule that it would break, and gives the input in the form it is stored in when there is none. */
  readonly check: (facts: Facts, broken: BrokenRule[]) => Checked;
  readonly write: (transaction: Executor, facts: Facts, checked: Checked) => Promise<Outcome>;
}

/** The one way to write: load, permission, rules, write, record; whole or not at all. */
export async function write<Facts, Checked = void>(
  { viewer, pool, requestId, answer, stayWithPrimary }: WritingContext,
  plan: WritePlan<Facts, Checked>,
): Promise<Written> {
  stayWithPrimary?.();
  assertMay(viewer, plan.action);
  const organisation = organisationOf(viewer);
  const keyed =
    plan.idempotencyKey === undefined ? null : keyedWrite(keyHolderOf(viewer), plan.idempotencyKey, { action: plan.action, input: plan.input });

  return translatingDatabaseErrors(async () => {
    let ending: Promise<Written> | undefined;
    const earlier = await pool.transaction(async (transaction) => {
      const { found, facts } = await loadedBehind(begun(transaction, viewer, keyed), () => plan.load(transaction));
      if (found !== null) return found;
      if (!plan.permits(facts, viewer)) throw forbidden(plan.action);
      const broken: BrokenRule[] = [];
      const checked = plan.check(facts, broken);
      if (broken.length > 0) throw rulesBroken(broken);
      const outcome = await plan.write(transaction, facts, checked);
      const record = (id: Sql) => changeRecorded({ viewer, organisation, requestId, action: plan.action, ...outcome, id });
      // Not waited for: the end of the transaction is sent behind it. Where one of its statements fails, the end takes everything back,
      // and the failure is said below.
      ending = ended(transaction, recordedWith(outcome, keyed, record), answer?.(idSince(outcome)));
      ending.catch(() => undefined);
      return null;
    });
    return earlier === null ? (ending as Promise<Written>) : { id: earlier };
  });
}

/** The last statements of a write: what records it, and what reads its row for the payload. */
async function ended(transaction: Executor, recorded: Sql<Written>, answer: ReturnType<PayloadStatement> | undefined): Promise<Written> {
  const [{ rows: written }, read] = await Promise.all([recorded.execute(transaction), answer?.execute(transaction)]);
  if (written[0] === undefined) throw new Error('The write has recorded nothing');
  const row = read?.rows[0]?.answer;
  return { id: written[0].id, ...(row != null && { row: JSON.parse(row) }) };
}

function idSince({ id }: Outcome): Sql {
  return typeof id === 'string' ? sql`${id}::bigint` : id.idSince;
}

/** Tells the database who writes, and finds what the key stood for before, in one statement. */
async function begun(transaction: Executor, viewer: Viewer, keyed: KeyedWrite | null): Promise<string | null> {
  if (keyed !== null) return earlierResult(transaction, keyed, viewerTold(viewer));
  await sql`select ${viewerTold(viewer)}`.execute(transaction);
  return null;
}

/**
 * What the key stood for before, and the facts. These are asked for in one go, for they are hardly ever asked for in vain; the database
 * looks at them after the key is locked.
 */
async function loadedBehind<Facts>(
  earlier: Promise<string | null>,
  load: () => Promise<Facts>,
): Promise<{ readonly found: string; readonly facts?: never } | { readonly found: null; readonly facts: Facts }> {
  // Nothing of it may run on when the transaction has ended.
  const [found, loaded] = await Promise.allSettled([earlier, (async () => load())()]);
  if (found.status === 'rejected') throw found.reason;
  if (found.value !== null) return { found: found.value };
  if (loaded.status === 'rejected') throw loaded.reason;
  return { found: null, facts: loaded.value };
}

/** The statement that does what is left of a write, records it, keeps its key, and gives the id of its row. */
function recordedWith({ id }: Outcome, keyed: KeyedWrite | null, record: (id: Sql) => Sql): Sql<Written> {
  const isIn = typeof id === 'string';
  const subject = isIn ? sql`${id}::bigint` : id.id;
  const steps = [
    ...(isIn ? [] : [id.parts]),
    sql`recorded as (${record(subject)})`,
    ...(keyed ? [sql`kept as (${resultKept(keyed, subject)})`] : []),
  ];
  return sql<Written>`with ${sql.join(steps)} select (${subject})::text as id`;
}
