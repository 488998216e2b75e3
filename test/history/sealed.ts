import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { chainRecords, lineOf } from '../../src/history/chain-records.js';
import { sealBlock } from '../../src/history/sealing.js';
import { newSigningKey, type SigningKey, signingKey } from '../../src/history/signing-key.js';
import { sql } from '../../src/shared/sql.js';
import type { Platform } from '../support/platform.js';

/** Seals until nothing is left, and gives how many entries it were. */
export async function sealEverything(platform: Platform, key: SigningKey): Promise<number> {
  const { database } = platform;
  await othersEnded(platform);
  for (let all = 0; ; ) {
    const sealed = await sealBlock(database.pool, key);
    if (sealed === 0) return all;
    all += sealed;
  }
}

/** Transactions are numbered for the whole server, so that those of other tests' databases hold the chain back, too. */
export async function othersEnded({ rows }: Platform): Promise<void> {
  const [{ begun } = { begun: '' }] = await rows<{ begun: string }>(sql`select pg_snapshot_xmax(pg_current_snapshot())::text as begun`);
  const isOther = sql`(datname <> current_database() or backend_type = 'autovacuum worker')`;
  const running = sql`select from pg_stat_activity where ${isOther} and backend_xid::text::bigint < ${begun}::bigint`;
  while ((await rows(running)).length > 0) await setTimeout(20);
}

export function newKey(): SigningKey {
  return signingKey(newSigningKey());
}

/** The lines of an export, which the owner makes. */
export async function exported({ database }: Platform): Promise<string[]> {
  return database.pool.transaction(async (transaction) => {
    await sql`set local role none`.execute(transaction);
    const lines: string[] = [];
    for await (const record of chainRecords(transaction)) lines.push(lineOf(record));
    return lines;
  });
}

/** A file of the operating system's own folder for such, with these lines. */
export async function fileOf(lines: readonly string[]): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'xieshou-')), 'history.ndjson');
  await writeFile(path, lines.join(''));
  return path;
}

/** A connection of whoever is above the owner: no guard of the database stops it. */
export async function superuser({ database }: Platform): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.storage.kind === 'postgresql' ? database.storage.url : '' });
  await client.connect();
  await client.query('set session_replication_role = replica');
  return client;
}
