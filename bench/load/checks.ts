import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { projectFile } from '../../src/shared/root.js';

const FOLDER = projectFile('schema/checks');

/** Throws when the ledger breaks one of its invariants: figures of a ledger that cannot be would say nothing. */
export async function assertChecksHold(client: pg.Client): Promise<void> {
  for (const file of readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()) {
    const { rows } = await client.query(readFileSync(`${FOLDER}/${file}`, 'utf8'));
    if (rows.length > 0) throw new Error(`The generated ledger breaks ${file}: ${JSON.stringify(rows.slice(0, 3))}`);
  }
}
