import { setTimeout } from 'node:timers/promises';
import { type Executor, type Pool, sql } from '../shared/sql.js';
import { LOCK_MS, type Patience, untilFree } from './beside-others.js';
import { newIndex, type Step } from './migration-file.js';

/** How a migration goes. */
export interface Going extends Patience {
  readonly pool: Pool;
  /** How long one transaction may take; 0 is as long as it needs. */
  readonly heldMs: number;
}

/** A step of a migration that is no single transaction. Whoever is interrupted does all of them again, so each is one that can be. */
export async function step({ statement, inBatches, concurrently }: Step, going: Going): Promise<void> {
  if (inBatches) await batches(statement, going);
  else if (concurrently) await untilFree(() => concurrent(statement, going.pool), going);
  else await short(statement, going);
}

/** Bounds what the rest of a transaction waits for, and how long its next statement may take; 0 is as long as it needs. */
export function bounds(heldMs: number): string {
  return `select set_config('lock_timeout', '${LOCK_MS}ms', true), set_config('statement_timeout', '${heldMs}ms', true)`;
}

/** One statement in a transaction that is short. */
export async function short(statement: string, going: Going): Promise<readonly unknown[]> {
  const { rows } = await untilFree(
    () =>
      going.pool.transaction(async (transaction) => {
        await transaction.send(bounds(going.heldMs), []);
        return transaction.send(statement, []);
      }),
    going,
  );
  return rows;
}

/** Those who serve get as much time as this takes. */
async function batches(statement: string, going: Going): Promise<void> {
  for (;;) {
    const began = performance.now();
    if ((await short(statement, going)).length === 0) return;
    if (going.heldMs > 0) await setTimeout(performance.now() - began);
  }
}

/** An index that was not finished stays behind as one that is kept up and never used. It is made anew. */
async function concurrent(statement: string, database: Executor): Promise<void> {
  const index = newIndex(statement);
  if (index !== null) {
    const { rows } = await sql<{ valid: boolean }>`
      select indisvalid as valid from pg_index join pg_class on pg_class.oid = indexrelid
      where relname = ${index} and relnamespace = current_schema()::regnamespace`.execute(database);
    if (rows[0]?.valid === true) return;
    if (rows[0]?.valid === false) await sql`drop index concurrently ${sql.id(index)}`.execute(database);
  }
  await database.send(statement, []);
}
