import type { SqlRunner } from '../../seeds/bulk.js';
import { loadDemonstration } from '../../seeds/demonstration.js';
import { loadReference } from '../../seeds/reference.js';
import type { Database } from '../database.js';
import { type Executor, type Pool, sql } from '../shared/sql.js';
import { createDemonstrationAccounts, hasDemonstration } from './demonstration-accounts.js';
import { showProgress } from './progress.js';
import { StartFailure } from './start-failure.js';

/** The same seed gives the same ledger everywhere, so that the documents can quote its figures. */
const SEED = 2020;

/** Loads the reference data where they are absent. Whole or not at all: a process that is killed here leaves nothing. */
export async function loadReferenceOnce({ pool }: Database): Promise<void> {
  const { rows } = await sql<{ found: boolean }>`select exists (select from programme) as found`.execute(pool);
  if (rows[0]?.found) return;
  await pool.transaction(async (transaction) => {
    await loadReference(runnerOf(transaction));
  });
}

/** Loads the demonstration ledger with its accounts where they are absent, whole or not at all. */
export async function loadDemonstrationOnce({ pool }: Database): Promise<void> {
  if (!(await hasDemonstration(pool))) await assertLedgerEmpty(pool);
  await pool.transaction(async (transaction) => {
    if (!(await hasDemonstration(transaction))) {
      const progress = showProgress('载入示例台账 Loading the demonstration ledger');
      await loadDemonstration(runnerOf(transaction), { seed: SEED, onProgress: progress.at }).finally(progress.end);
    }
    await createDemonstrationAccounts(transaction);
  });
}

/** The demonstration's rows are numbered from the reference's on, and invented figures never join real ones. */
async function assertLedgerEmpty(pool: Pool): Promise<void> {
  const { rows } = await sql<{ used: boolean }>`
    select exists (select from contribution) or exists (select from project) or exists (select from fund) or exists (select from history_entry) as used`.execute(
    pool,
  );
  if (!rows[0]?.used) return;
  throw new StartFailure({
    zh: '数据库中已有真实台账，不能再载入示例台账；请去掉 XIESHOU_DEMONSTRATION，或换一个空的数据库。',
    en: 'the database already holds a real ledger, and the demonstration ledger cannot join it; leave XIESHOU_DEMONSTRATION out, or use an empty database.',
  });
}

function runnerOf(transaction: Executor): SqlRunner {
  return { execute: async (text, values = []) => (await transaction.send(text, values)).rows };
}
