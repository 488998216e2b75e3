import { fieldsOf, type Selected, type Selection } from '../reading/selection.js';
import type { Writer } from '../reading/shape.js';
import { type Sql, sql } from '../shared/sql.js';
import { areDimensions, cellShape, cellsOfRollups } from './breakdown.js';
import { cellWants } from './cell-wants.js';
import { rolledCounts } from './counts.js';
import type { ImpactDimension } from './impact.input.js';
import { rolledInKind } from './rollups/rolled-in-kind.facet.js';
import { rolledMoney, rolledTotal } from './rollups/rolled-money.facet.js';
import { moneyOf, type Scope } from './scope.js';
import type { AnchorKey } from './scope-conditions.js';
import type { TotalArguments } from './total.js';

/** What rollups hold of an impact. */
interface RolledAnswers {
  /** The answers by the response keys of their fields, as one JSON object; null where there are none. */
  readonly answers: Sql | null;
  /** Whether nothing that is selected is left to be asked. */
  readonly areAll: boolean;
}

/** The answers that rollups hold of what is selected of an impact. Throws what a page's arguments are refused with. */
export function rolledAnswers(scope: Scope, key: AnchorKey, selection: Selection, writer: Writer): RolledAnswers {
  const fields = fieldsOf(selection, 'Impact');
  const answers = fields.flatMap((field) => {
    const answer = ANSWERS[field.name]?.(scope, key, field, writer);
    return answer ? [sql`${sql.lit(field.alias)}, ${answer}`] : [];
  });
  return { answers: answers.length === 0 ? null : sql`json_build_object(${sql.join(answers)})`, areAll: answers.length === fields.length };
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
