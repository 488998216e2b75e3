import type { Viewer } from '../access/viewer.js';
import { isViewersOrganisation, leadsTo, seesAll, type Visibility } from '../access/visibility.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { NEWEST_FIRST } from '../reading/statement.js';
import { type Alias, alias, anyOf, type Sql, sql } from '../shared/sql.js';
import { Evidence, EvidenceFile } from './evidence.entity.js';
import { SUBJECTS, type Subject } from './subjects.js';

/**
 * Evidence is for whoever bound it, for those whom its row concerns, and for the public where it is meant for it and the row is accepted. What
 * was detached is for whoever bound it and for those who see everything.
 */
const WITH_ITS_SUBJECT: Visibility = {
  policy: 'WITH_ITS_SUBJECT',
  predicate: (row, viewer) => {
    const bound = seesAll(viewer) ? sql`true` : sql`${row('detached_at')} is null`;
    return anyOf([
      isViewersOrganisation(row('bound_for'), viewer),
      sql`(${bound} and ${anyOf(SUBJECTS.map((subject) => isSeenWith(subject, row, viewer)))})`,
    ]);
  },
  hasHand: (row, viewer) =>
    seesAll(viewer)
      ? sql`true`
      : anyOf([
          isViewersOrganisation(row('bound_for'), viewer),
          ...SUBJECTS.map(({ table, column, visibility }) => leadsTo(table, row(column), (subject) => visibility.hasHand(subject, viewer))),
        ]),
};

/** A file is for whoever uploaded it, and for those who see evidence that it is. */
const WITH_ITS_EVIDENCE: Visibility = {
  policy: 'WITH_ITS_EVIDENCE',
  predicate: (row, viewer) => sql`(${isViewersOrganisation(row('uploaded_for'), viewer)} or exists (
    select from evidence where evidence.file_id = ${row('id')} and ${WITH_ITS_SUBJECT.predicate(alias('evidence'), viewer)} offset 0))`,
  hasHand: (row, viewer) => (seesAll(viewer) ? sql`true` : isViewersOrganisation(row('uploaded_for'), viewer)),
};

function isSeenWith({ table, column, visibility, isOpen }: Subject, row: Alias, viewer: Viewer): Sql {
  return leadsTo(table, row(column), (subject) => {
    const isOpened = sql`(${row('is_public')} and ${isOpen(subject)})`;
    return viewer.role === 'PUBLIC' ? isOpened : anyOf([isOpened, visibility.hasHand(subject, viewer)]);
  });
}

declareShape(EvidenceFile, {
  table: 'evidence_file',
  visibility: WITH_ITS_EVIDENCE,
  columns: { sha256: (row) => sql`encode(${row('sha256')}, 'hex')` },
});

declareShape(Evidence, { table: 'evidence', visibility: WITH_ITS_SUBJECT, orders: { NEWEST: NEWEST_FIRST } });

for (const { type, column } of SUBJECTS) {
  extendShape(type, {
    connections: {
      evidence: { to: () => shapeOf(Evidence), on: (subject, row) => sql`(${row(column)} = ${subject('id')} and ${row('detached_at')} is null)` },
    },
  });
}
