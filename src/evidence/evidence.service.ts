import type { Action } from '../access/permissions.js';
import { organisationOf, type Viewer } from '../access/viewer.js';
import { isViewersOrganisation } from '../access/visibility.js';
import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import type { BrokenRule } from '../shared/errors/app-error.js';
import { alias, anyOf, type Executor, name, type Sql, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectOne, selectTheOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { checkedText } from '../writing/text.rules.js';
import { type Outcome, type WritingContext, write } from '../writing/write.js';
import { Evidence } from './evidence.entity.js';
import type { AttachEvidenceInput } from './evidence.input.js';
import { checkAttaching, checkBound, checkDetaching, type SubjectFacts } from './evidence.rules.js';
import { noSubject, SUBJECTS, type Subject, subjectNamed } from './subjects.js';

interface File {
  readonly id: string;
  readonly sha256: string;
  readonly synthetic: boolean;
}

interface AttachingFacts extends SubjectFacts {
  readonly subject: Subject;
  readonly file: File;
  readonly id: string;
  readonly mayAttach: boolean;
  readonly synthetic: boolean;
}

/** Binds a file of the viewer's organisation to a row that it recorded, or that concerns its place. */
export function attachEvidence(context: WritingContext, input: AttachEvidenceInput, idempotencyKey: string): Promise<Written> {
  const { viewer } = context;
  return write<AttachingFacts, string | null>(context, {
    action: 'attachEvidence',
    input,
    idempotencyKey,
    load: async (transaction) => {
      const { subject, key } = subjectNamed(input.subject);
      await subject.lock(transaction, key);
      const file = await getFile(transaction, viewer, input.file);
      const facts = await selectOne<Omit<AttachingFacts, 'file' | 'subject'>>(transaction, subjectFacts(subject, key, file.id, viewer));
      if (!facts) throw noSubject(input.subject);
      return { ...facts, subject, file };
    },
    permits: ({ mayAttach }) => mayAttach,
    check: (facts, broken) => {
      checkAttaching(broken, facts);
      return checkedText(broken, ['input', 'caption'], input.caption, { max: 500, prose: true });
    },
    write: async (transaction, { subject, file, id, synthetic }, caption) => {
      const isExample = viewer.demonstration || synthetic || file.synthetic;
      const row = await selectTheOne<{ id: string }>(
        transaction,
        sql`insert into evidence (file_id, ${name(subject.column)}, caption, is_public, bound_for, synthetic)
          values (${file.id}::bigint, ${id}::bigint, ${caption}, ${input.isPublic}, ${organisationOf(viewer)}, ${isExample}) returning id::text as id`,
      );
      return { type: 'Evidence', id: row.id, change: { ...input, caption, sha256: file.sha256 } };
    },
  });
}

/** Shows evidence to the public once its row is accepted, or hides it: also when the row is accepted, because names may have been overlooked. */
export function publishEvidence(context: WritingContext, evidence: string, isPublic: boolean): Promise<Written> {
  return change(context, 'publishEvidence', evidence, {
    input: { isPublic },
    check: ({ isDetached }, broken) => checkBound(broken, isDetached),
    set: sql`is_public = ${isPublic}`,
    change: ({ isPublic: before }) => ({ change: { isPublic }, before: { isPublic: before } }),
  });
}

/** Takes evidence off a row that is not accepted; it stays in the books as detached. */
export function detachEvidence(context: WritingContext, evidence: string, reason: string): Promise<Written> {
  return change(context, 'detachEvidence', evidence, {
    input: { reason },
    reason: normaliseText(reason),
    check: ({ isDetached, isSettled }, broken) => {
      checkedText(broken, ['reason'], reason, { max: 500, prose: true });
      checkBound(broken, isDetached);
      checkDetaching(broken, isSettled);
    },
    set: sql`detached_at = now()`,
    change: ({ sha256 }) => ({ change: { sha256, isDetached: true }, before: { sha256, isDetached: false } }),
  });
}

interface BoundFacts {
  readonly id: string;
  readonly isOwn: boolean;
  readonly isDetached: boolean;
  readonly isPublic: boolean;
  readonly isSettled: boolean;
  readonly sha256: string;
}

interface Step {
  readonly input: object;
  readonly reason?: string;
  readonly check: (facts: BoundFacts, broken: BrokenRule[]) => void;
  readonly set: Sql;
  readonly change: (facts: BoundFacts) => Pick<Outcome, 'change' | 'before'>;
}

/** A change to evidence that is there, by whoever bound it. */
function change(context: WritingContext, action: Action, evidence: string, step: Step): Promise<Written> {
  return write<BoundFacts>(context, {
    action,
    input: { evidence, ...step.input },
    load: (transaction) => loadBound(transaction, context.viewer, evidence),
    permits: ({ isOwn }) => isOwn,
    check: step.check,
    write: async (transaction, facts) => {
      await sql`update evidence set ${step.set} where id = ${facts.id}::bigint`.execute(transaction);
      return { type: 'Evidence', id: facts.id, ...step.change(facts), ...(step.reason !== undefined && { reason: step.reason }) };
    },
  });
}

async function loadBound(transaction: Executor, viewer: Viewer, evidence: string): Promise<BoundFacts> {
  const key = keyOf('Evidence', evidence);
  const seen = sql`evidence.id = ${key}::bigint and ${shapeOf(Evidence).visibility.predicate(alias('evidence'), viewer)}`;
  const bound = await selectOne<Readonly<Record<string, string | null>>>(
    transaction,
    sql`select ${sql.join(SUBJECTS.map(({ column }) => sql`${name(column)}::text as ${name(column)}`))} from evidence where ${seen}`,
  );
  if (!bound) throw missing('Evidence', evidence);
  for (const { column, lock } of SUBJECTS) {
    const subjectKey = bound[column];
    if (subjectKey != null) await lock(transaction, subjectKey);
  }
  const settled = SUBJECTS.map(
    ({ table, column, isSettled }) =>
      sql`exists (select from ${name(table)} where ${name(table)}.id = ${name(column)} and ${isSettled(alias(table))})`,
  );
  return selectTheOne<BoundFacts>(
    transaction,
    sql`select evidence.id::text as id, ${isViewersOrganisation(sql`bound_for`, viewer)} as "isOwn", detached_at is not null as "isDetached",
        is_public as "isPublic", ${anyOf(settled)} as "isSettled",
        (select encode(sha256, 'hex') from evidence_file where evidence_file.id = file_id) as sha256
      from evidence where evidence.id = ${key}::bigint`,
  );
}

async function getFile(transaction: Executor, viewer: Viewer, id: string): Promise<File> {
  const file = await selectOne<File>(
    transaction,
    sql`select id::text as id, encode(sha256, 'hex') as sha256, synthetic from evidence_file
      where id = ${keyOf('EvidenceFile', id)}::bigint and uploaded_for = ${organisationOf(viewer)}`,
  );
  if (!file) throw missing('EvidenceFile', id);
  return file;
}

function subjectFacts({ table, column, visibility, isRecorders, isSettled, isGivenUp }: Subject, key: string, fileId: string, viewer: Viewer): Sql {
  const row = alias(table);
  const atPlace = viewer.role === 'PLACE' ? visibility.hasHand(row, viewer) : sql`false`;
  const bound = sql`from evidence where ${name(column)} = ${row('id')} and detached_at is null`;
  return sql`
    select ${row('id')}::text as id, (${isRecorders(row, viewer)} or ${atPlace}) as "mayAttach", synthetic,
      ${isSettled(row)} as "isSettled", ${isGivenUp(row)} as "isGivenUp",
      (select count(*) ${bound})::integer as attached, exists (select ${bound} and file_id = ${fileId}::bigint) as "isAttached"
    from ${name(table)} where ${row('id')} = ${key}::bigint and ${visibility.predicate(row, viewer)}`;
}
