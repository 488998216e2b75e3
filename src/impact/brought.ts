import { fieldsOf, type Selected } from '../reading/selection.js';
import type { Writer } from '../reading/shape.js';
import { type Alias, anyOf, type Sql, sql } from '../shared/sql.js';
import { areDimensions, cellShape, cellsOfRollups } from './breakdown.js';
import { cellWants } from './cell-wants.js';
import { rolledCounts } from './counts.js';
import type { ImpactDimension, ImpactFilter } from './impact.input.js';
import { rolledInKind } from './rollups/rolled-in-kind.facet.js';
import { rolledMoney, rolledTotal } from './rollups/rolled-money.facet.js';
import { type Anchor, moneyOf, type Scope, scopeOf } from './scope.js';
import type { AnchorKey } from './scope-conditions.js';
import type { TotalArguments } from './total.js';

/** Rows of a type whose impact is found in the same way. */
export interface Variant {
  readonly anchor: Omit<Anchor, 'key'>;
  /** Which rows; all where it is left out. */
  readonly when?: (row: Alias) => Sql;
}

/** The rows' keys stand in the statement, so the anchor that it is written for has none. */
const KEY_OF_THE_ROW = '';

/**
 * The answers of an impact's fields, by their response keys, as far as rollups hold them: so a list with the impact of each row takes
 * one statement. What is not there the field's resolver asks for.
 */
export function broughtWith(row: Alias, impact: Selected, writer: Writer, key: Sql, variants: readonly Variant[]): Sql | null {
  const filter = impact.args.filter as ImpactFilter | null | undefined;
  const answers = writer.beside(
    variants.map(
      ({ anchor }) =>
        () =>
          answersOf(scopeOf(filter, { ...anchor, key: KEY_OF_THE_ROW }), key, impact, writer),
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

function answersOf(scope: Scope, key: Sql, { selection }: Selected, writer: Writer): Sql | null {
  const answers = fieldsOf(selection, 'Impact').flatMap((field) => {
    const answer = ANSWERS[field.name]?.(scope, key, field, writer);
    return answer ? [sql`${sql.lit(field.alias)}, ${answer}`] : [];
  });
  return answers.length === 0 ? null : sql`json_build_object(${sql.join(answers)})`;
}

type Answer = (scope: Scope, key: AnchorKey, field: Selected, writer: Writer) => Sql | null;

/** By field, each in the form in which the field's resolver gives it. What a resolver refuses is left to it. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  money: rolledMoney,
  total: (scope, key, { args }) => {
    const { flowClasses, stage } = args as unknown as TotalArguments;
    return flowClasses.length === 0 ? null : rolledTotal(moneyOf(scope, flowClasses, stage), key);
  },
  counts: (scope, key, { selection }) => rolledCounts(scope, key, selection),
  inKind: rolledInKind,
  breakdown: (scope, key, { args, selection }, writer) => {
    const by = args.by as readonly ImpactDimension[];
    const cells = areDimensions(by) ? cellsOfRollups(scope, key, by, cellWants(selection)) : null;
    return cells && writer.connection(cellShape(by, cells), selection, args, () => sql`true`);
  },
};
