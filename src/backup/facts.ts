import { GENESIS } from '../history/chain.js';
import { type Executor, sql } from '../shared/sql.js';
import { executedMigrations } from '../upgrading/migrate.js';
import { servingFloor } from '../upgrading/serving-processes.js';
import type { Manifest } from './manifest.js';

/** What a database says of itself at one moment. */
export interface Facts extends Pick<Manifest, 'takenAt' | 'migrations' | 'servedFrom' | 'history'> {
  /** The content of each evidence file. */
  readonly evidence: readonly { readonly sha256: string; readonly bytes: number }[];
}

/** Asks as the owner, who sees all of it; null where no program has made the database ready yet. */
export async function factsOf(database: Executor): Promise<Facts | null> {
  const migrations = await executedMigrations(database);
  if (migrations.length === 0) return null;
  const { rows } = await sql<Pick<Facts, 'takenAt' | 'history' | 'evidence'>>`
    select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "takenAt",
      (select json_build_object('sealed', sealed::text, 'hash', coalesce(
        (select encode(hash, 'hex') from history_head order by position desc limit 1), ${GENESIS})) from history_cursor) as history,
      (select coalesce(json_agg(file), '[]') from (select distinct encode(sha256, 'hex') as sha256, bytes from evidence_file order by 1) as file) as evidence`.execute(
    database,
  );
  return rows[0] === undefined ? null : { ...rows[0], migrations, servedFrom: await servingFloor(database) };
}
