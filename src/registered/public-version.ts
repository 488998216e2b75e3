import { AskedForAll } from '../seeing/shared-work.js';
import { type Executor, sql } from '../shared/sql.js';

/** The parts of what the public sees whose changes are counted apart; see schema/migrations/015_public_version.sql and 030_evidence.sql. */
export const SCOPES = ['REFERENCE', 'PROJECT', 'FUND', 'CONTRIBUTION', 'RESULT', 'EVIDENCE', 'AUDIT'] as const;

export type PublicScope = (typeof SCOPES)[number];

export type PublicVersions = Readonly<Record<PublicScope, string>>;

const VERSIONS = sql<{ scope: PublicScope; version: string }>`
  select scope, (folded + (select count(*) from public_change where public_change.scope = public_version.scope))::text as version
  from public_version`;

/**
 * Says which version the public's data have. Whoever asks gets what the database said after it asked, so that a change which was
 * acknowledged before is in it. At most one look-up runs at a time; those who ask meanwhile wait together for the next one.
 */
export class PublicVersion {
  #running: Promise<PublicVersions> | null = null;
  #next: Promise<PublicVersions> | null = null;
  readonly #asked = new AskedForAll();

  constructor(private readonly database: Executor) {}

  async now(): Promise<PublicVersions> {
    this.#asked.join();
    if (this.#running === null) return this.#start();
    this.#next ??= this.#afterwards(this.#running);
    return this.#next;
  }

  async #afterwards(running: Promise<PublicVersions>): Promise<PublicVersions> {
    await running.catch(() => {});
    this.#next = null;
    return this.#start();
  }

  #start(): Promise<PublicVersions> {
    const running = this.#lookUp();
    this.#running = running;
    const done = () => {
      if (this.#running === running) this.#running = null;
    };
    running.then(done, done);
    return running;
  }

  async #lookUp(): Promise<PublicVersions> {
    const { rows } = await this.#asked.ask(() => VERSIONS.execute(this.database));
    return Object.fromEntries(rows.map(({ scope, version }) => [scope, version])) as PublicVersions;
  }
}

/** Adds the changes that were appended to the counts, so that a look-up stays short. One process at a time does it. */
export async function foldPublicChanges(database: Executor): Promise<void> {
  await sql`select fold_public_changes()`.execute(database);
}
