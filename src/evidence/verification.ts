import { createHash } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import { encodeId } from '../shared/id.js';
import { type Executor, name, sql } from '../shared/sql.js';
import { EvidenceState } from './evidence.enums.js';
import type { EvidenceStore } from './store.js';
import { SUBJECTS } from './subjects.js';

type State = keyof typeof EvidenceState;

/** Writes down what a look at a content found, where it was found to be something else before. */
export async function noteState(database: Executor, sha256: string, found: State): Promise<void> {
  await sql`select note_evidence_state(decode(${sha256}, 'hex'), ${found}, false)`.execute(database);
}

/** What lies in the place of a content. */
export async function lookedAt(store: EvidenceStore, sha256: string): Promise<State> {
  const content = await store.open(sha256);
  if (content === null) return EvidenceState.MISSING;
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk as Buffer);
  return hash.digest('hex') === sha256 ? EvidenceState.INTACT : EvidenceState.ALTERED;
}

/** Something else lies there than was uploaded. */
export class Altered extends Error {}

/**
 * Hands a content on and hashes it on its way. Its last part is held back until the hash is known: of something else the end never comes, and
 * the stream fails with `Altered`.
 */
export function checked(content: Readable, { sha256, bytes }: { readonly sha256: string; readonly bytes: number }): Readable {
  const hash = createHash('sha256');
  const altered = () => new Altered(`The content is not that of ${sha256}`);
  let come = 0;
  let held: Buffer | undefined;
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      come += chunk.length;
      if (come > bytes) return done(altered());
      hash.update(chunk);
      done(null, held);
      held = chunk;
    },
    flush(done) {
      if (hash.digest('hex') === sha256) done(null, held);
      else done(altered());
    },
  });
  content.once('error', (error) => check.destroy(error));
  check.once('close', () => content.destroy());
  return content.pipe(check);
}

/** A content that is not what it must be. */
export interface Finding {
  readonly state: Exclude<State, 'INTACT'>;
  readonly sha256: string;
  /** The files that it is, and what they are evidence for: each by its type and its id. */
  readonly files: readonly { readonly file: string; readonly fileName: string; readonly boundTo: readonly string[] }[];
}

/** How many contents are named by one statement. */
const AT_ONCE = 100;

/** Looks at every content that there must be, writes down what it found, and gives one after another those that are altered or missing. */
export async function* verifyAll(database: Executor, store: EvidenceStore, onLook: () => void): AsyncGenerator<Finding> {
  let after = '';
  for (;;) {
    const { rows } = await sql<{ sha256: string }>`
      select distinct encode(sha256, 'hex') as sha256 from evidence_file where sha256 > decode(${after}, 'hex') order by 1 limit ${sql.lit(AT_ONCE)}`.execute(
      database,
    );
    for (const { sha256 } of rows) {
      const state = await lookedAt(store, sha256);
      await sql`select note_evidence_state(decode(${sha256}, 'hex'), ${state}, true)`.execute(database);
      onLook();
      if (state !== EvidenceState.INTACT) yield { state, sha256, files: await filesOf(database, sha256) };
    }
    after = rows.at(-1)?.sha256 ?? '';
    if (rows.length < AT_ONCE) return;
  }
}

async function filesOf(database: Executor, sha256: string): Promise<Finding['files']> {
  const bound = SUBJECTS.map(
    ({ type, column }) => sql`select ${type.name}::text as type, ${name(column)} as key from evidence
    where file_id = evidence_file.id and detached_at is null and ${name(column)} is not null`,
  );
  const { rows } = await sql<{ id: string; fileName: string; boundTo: readonly { type: string; key: string }[] }>`
    select id::text as id, file_name as "fileName",
      (select coalesce(json_agg(json_build_object('type', type, 'key', key::text)), '[]') from (${sql.join(bound, sql` union all `)}) as bound) as "boundTo"
    from evidence_file where sha256 = decode(${sha256}, 'hex') order by id`.execute(database);
  return rows.map(({ id, fileName, boundTo }) => ({
    file: named('EvidenceFile', id),
    fileName,
    boundTo: boundTo.map(({ type, key }) => named(type, key)),
  }));
}

function named(type: string, key: string): string {
  return `${type} ${encodeId(type, key)}`;
}
