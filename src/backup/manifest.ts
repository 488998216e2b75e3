import { POSTGRES_VERSION } from '../start/data-folder.js';
import { assertKnown } from '../upgrading/migrate.js';
import { migrationFiles, newestMigration } from '../upgrading/migration-file.js';
import { numbered } from '../upgrading/refusals.js';
import { BackupFailure } from './backup-failure.js';

/** What a backup is of: its first member, by which it is known whether it can be restored. */
export interface Manifest {
  /** The form of the file. */
  readonly format: number;
  /** The version of the platform that made it. */
  readonly xieshou: string;
  /** The version of PostgreSQL that the embedded database is. */
  readonly postgresql: number;
  /** By the database's clock, in UTC: what was acknowledged before is in it, and nothing that began later. */
  readonly takenAt: string;
  /** The migrations that the database has. */
  readonly migrations: readonly string[];
  /** The oldest version that may serve it, by the newest migration which that knows. */
  readonly servedFrom: number;
  /** How far the history was sealed, and the chain's hash there: an export has the same at this position. */
  readonly history: { readonly sealed: string; readonly hash: string };
  readonly evidence: {
    /** Whether the files are in the backup, or in a bucket that has to be kept by itself. */
    readonly kept: 'HERE' | 'BUCKET';
    /** What was altered or missing when the backup was made, by its hash. */
    readonly leftOut: readonly string[];
  };
  /** The keys in it, by their files in the data folder. One that a setting gives is kept where that setting is. */
  readonly keys: readonly string[];
}

export const FORMAT = 1;

/** The names of members: the first two in this order, and what the others begin with. */
export const MEMBERS = {
  manifest: 'manifest.json',
  /** What each member hashes to, as `sha256sum --check` takes it. */
  sums: 'SHA256SUMS',
  database: 'postgres',
  evidence: 'evidence',
} as const;

/** The manifest that a text is; null where it is none. */
export function manifestIn(text: string): Manifest | null {
  try {
    const found = JSON.parse(text) as Partial<Manifest>;
    return typeof found.format === 'number' && typeof found.xieshou === 'string' ? (found as Manifest) : null;
  } catch {
    return null;
  }
}

/**
 * Refuses what this version does not understand, could not open or may not serve, by the same rule as a start. What is older is brought to
 * this version by its next start.
 */
export function assertRestorable({ format, xieshou, postgresql, migrations, servedFrom }: Manifest): void {
  if (format !== FORMAT) throw newer(xieshou, `format ${format}`);
  if (postgresql > POSTGRES_VERSION) throw newer(xieshou, `PostgreSQL ${postgresql}`);
  if (postgresql < POSTGRES_VERSION) throw otherDatabase(xieshou, postgresql);
  if (servedFrom > newestMigration()) throw newer(xieshou, `migration ${numbered(servedFrom)}`);
  assertKnown(migrationFiles(), migrations, servedFrom);
}

function newer(version: string, what: string): BackupFailure {
  return new BackupFailure({
    zh: `该备份由更新版本的携手（${version}）生成，须由识得 ${what} 的版本恢复，而本版本不识；请用那个版本或更新的版本恢复。`,
    en: `the backup was made by a newer version of Xieshou (${version}) and takes one that knows ${what}, which this version does not; restore it with that version or a newer one.`,
  });
}

function otherDatabase(version: string, postgresql: number): BackupFailure {
  return new BackupFailure({
    zh: `该备份由携手 ${version} 生成，其内置数据库是 PostgreSQL ${postgresql}，本版本使用 PostgreSQL ${POSTGRES_VERSION}；请用那个版本的携手恢复。`,
    en: `the backup was made by Xieshou ${version}, whose embedded database is PostgreSQL ${postgresql}, and this version brings PostgreSQL ${POSTGRES_VERSION}; restore it with that version.`,
  });
}
