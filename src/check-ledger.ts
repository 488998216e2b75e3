import { readdirSync, readFileSync } from 'node:fs';
import { readConfig } from './config.js';
import type { Database } from './database.js';
import { projectFile } from './shared/root.js';
import { openLedgerUnchanged } from './start/open-ledger.js';
import { reportCommandFailure } from './start/report-failure.js';

const FOLDER = projectFile('schema/checks');

/**
 * Runs the ledger's invariants, npm run check:ledger: each file of schema/checks is a query that must return no rows. With --repair the
 * rollups are made equal to the ledger first, while writing goes on.
 */
async function main(): Promise<void> {
  const database = await openLedgerUnchanged(readConfig(process.env));
  if (process.argv.includes('--repair')) console.log(`mended ${await repair(database)} keys of the rollups`);
  let broken = 0;
  for (const file of readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()) {
    const rows = await rowsOf(database, readFileSync(`${FOLDER}/${file}`, 'utf8'));
    console.log(`${rows.length === 0 ? 'ok    ' : 'BROKEN'} ${file}`);
    if (rows.length > 0) console.table(rows);
    broken += rows.length;
  }
  await database.close();
  process.exitCode = broken === 0 ? 0 : 1;
}

async function repair(database: Database): Promise<unknown> {
  const [row] = await run(database, 'select impact_repair() as mended', false);
  return (row as { mended: unknown }).mended;
}

/** A check reads, whatever its text says. */
async function rowsOf(database: Database, text: string): Promise<readonly unknown[]> {
  return run(database, text, true);
}

async function run({ pool }: Database, text: string, readOnly: boolean): Promise<readonly unknown[]> {
  return pool.transaction(async (transaction) => {
    if (readOnly) await transaction.send('set transaction read only', []);
    return (await transaction.send(text, [])).rows;
  });
}

await main().catch(reportCommandFailure);
