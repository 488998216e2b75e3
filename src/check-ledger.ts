import { readdirSync, readFileSync } from 'node:fs';
import { CompiledQuery } from 'kysely';
import { readConfig } from './config.js';
import type { Database } from './database.js';
import { projectFile } from './shared/root.js';
import { openLedgerUnchanged } from './start/open-ledger.js';
import { reportFailure } from './start/report-failure.js';

const FOLDER = projectFile('schema/checks');

/** Runs the ledger's invariants, npm run check:ledger: each file of schema/checks is a query that must return no rows. */
async function main(): Promise<void> {
  const database = await openLedgerUnchanged(readConfig(process.env));
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

/** A check reads, whatever its text says. */
async function rowsOf({ em }: Database, text: string): Promise<readonly unknown[]> {
  return em
    .fork()
    .transactional(async (transaction) => (await transaction.getKysely<never>().executeQuery(CompiledQuery.raw(text))).rows, { readOnly: true });
}

await main().catch(reportFailure);
