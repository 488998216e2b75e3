import { readFileSync } from 'node:fs';
import type pg from 'pg';
import type { SqlRunner } from '../../seeds/bulk.js';
import { withKeysAtTheEnd } from '../../seeds/keys-at-the-end.js';
import { projectFile } from '../../src/shared/root.js';
import { loadBase } from './base.js';
import type { Progress } from './progress.js';

const LEDGER = ['project', 'project_place', 'project_pairing', 'contribution', 'contribution_part', 'contribution_line'];
const TABLES = LEDGER.map((name) => ({ name }));
const ROWS_PER_STATEMENT = 500_000;
const GIFTS_PER_PROJECT = 20;
/** Eight of a hundred gifts take two rows. */
const ROWS_PER_GIFT = 1.08;

export function runnerOf(client: pg.Client): SqlRunner {
  return { execute: async (text, values = []) => (await client.query(text, [...values])).rows };
}

/** Fills a migrated, empty database with a ledger of about this many contributions. */
export async function generateLedgerOf(client: pg.Client, contributions: number, progress: Progress): Promise<void> {
  const runner = runnerOf(client);
  const projects = Math.round(contributions / GIFTS_PER_PROJECT);
  const slots = Math.round(contributions / ROWS_PER_GIFT);
  const run = (file: string, values: Readonly<Record<string, number>> = {}) => client.query(statementFile(file, values));

  await client.query('begin');
  progress('places, partners, pairings');
  await loadBase(runner);
  await run('1-draws');
  await withKeysAtTheEnd(runner, TABLES, async () => {
    for (const table of LEDGER) await client.query(`alter table ${table} disable trigger user`);
    progress('projects');
    await run('2-projects', { projects });
    progress('which rows there are');
    await run('3-entries', { projects, slots });
    const { rows } = await client.query<{ last: string }>('select max(id) as last from bench.entry');
    for (const file of ['4-contributions', '5-parts']) await runInPieces(file, Number(rows[0]?.last));
    await run('6-the-rest');
    for (const table of LEDGER) await client.query(`alter table ${table} enable trigger user`);
    progress('indexes and keys');
  });
  progress('what waits');
  // Without statistics each of these rows would be looked for among all.
  await client.query('analyze contribution, contribution_part');
  await client.query("select await_contributions(array(select id from contribution where state = 'SUBMITTED'))");
  progress('commit');
  await client.query('commit');

  async function runInPieces(file: string, last: number): Promise<void> {
    for (let from = 1; from <= last; from += ROWS_PER_STATEMENT) {
      await run(file, { from, to: Math.min(from + ROWS_PER_STATEMENT - 1, last) });
      progress(`${file.slice(2)}: ${Math.min(from + ROWS_PER_STATEMENT - 1, last).toLocaleString('en')} of ${last.toLocaleString('en')}`);
    }
  }
}

/** What came later. It ends transactions of its own. */
export async function writeLater(client: pg.Client): Promise<void> {
  await client.query(statementFile('7-later', {}));
}

/** The statements of a file, with numbers for its names. They are ours, so they go in as text: a file of many statements takes no parameters. */
function statementFile(file: string, values: Readonly<Record<string, number>>): string {
  const text = readFileSync(projectFile(`bench/load/sql/${file}.sql`), 'utf8');
  return text.replace(/(?<!:):([a-z]+)\b/g, (_all, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`Expected a value for :${name} of ${file}.sql, got none`);
    return String(value);
  });
}
