import type { Selected } from '../reading/selection.js';
import type { Writer } from '../reading/shape.js';
import { type Alias, anyOf, type Sql, sql } from '../shared/sql.js';
import type { ImpactFilter } from './impact.input.js';
import { rolledAnswers } from './rolled-answers.js';
import { type Anchor, scopeOf } from './scope.js';

/** Rows of a type whose impact is found in the same way. */
export interface Variant {
  readonly anchor: Omit<Anchor, 'key'>;
  /** Which rows; all where it is left out. */
  readonly when?: (row: Alias) => Sql;
}

/** The rows' keys stand in the statement, so the anchor that it is written for has none. */
const KEY_OF_THE_ROW = '';

/** What a single row's own statement brings along of its impact: so a row with its impact takes one statement. */
export function broughtWith(row: Alias, impact: Selected, writer: Writer, key: Sql, variants: readonly Variant[]): Sql | null {
  const filter = impact.args.filter as ImpactFilter | null | undefined;
  const answers = writer.beside(
    variants.map(
      ({ anchor }) =>
        () =>
          rolledAnswers(scopeOf(filter, { ...anchor, key: KEY_OF_THE_ROW }), key, impact.selection, writer).answers,
    ),
  );
  const [first = null, ...others] = answers;
  const conditions = variants.map(({ when }) => when?.(row) ?? sql`true`);
  if (others.every((answer) => isSame(first, answer))) return first && sql`case when ${anyOf(conditions)} then ${first} end`;
  return sql`case ${sql.join(
    conditions.map((condition, index) => sql`when ${condition} then ${answers[index] ?? sql`null`}`),
    sql` `,
  )} end`;
}

function isSame(a: Sql | null, b: Sql | null): boolean {
  return JSON.stringify(a?.statement() ?? null) === JSON.stringify(b?.statement() ?? null);
}
