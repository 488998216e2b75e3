import { type FieldNode, Kind, type SelectionSetNode, type ValidationRule } from 'graphql';
import type { Message } from '../shared/errors/messages.js';
import { limitExceeded } from './limit-exceeded.js';

const WHAT: Message = { zh: '重复选取的字段对数', en: 'pairs of fields with one name' };
const ONCE: Message = { zh: '同一字段请只写一次，或用别名区分。', en: 'Please write each field once, or give it an alias of its own.' };

/**
 * Refuses a document with more pairs of fields that have one name in the answer. GraphQL's own rule looks at each pair whether they can be
 * merged, and at each pair of what is below them: a short document that names one field some hundred times takes seconds. Here they are
 * counted without looking at pairs. What a fragment of its own name holds is counted where it is defined, as GraphQL's rule remembers which
 * fragments it has compared.
 */
export function overlapsRule(most: number): ValidationRule {
  return (context) => {
    let pairs = 0;
    const count = ({ selectionSet }: { readonly selectionSet: SelectionSetNode }) => {
      pairs += pairsIn([selectionSet]);
      return undefined;
    };
    return {
      OperationDefinition: count,
      FragmentDefinition: count,
      Document: {
        leave: () => {
          if (pairs > most) context.reportError(limitExceeded('overlaps', most, pairs, WHAT, ONCE));
        },
      },
    };
  };
}

/** Pairs among fields of the same name in selections that are merged, and below them. */
function pairsIn(merged: readonly SelectionSetNode[]): number {
  const byName = new Map<string, FieldNode[]>();
  for (const selections of merged) gather(selections, byName);
  let pairs = 0;
  for (const fields of byName.values()) {
    pairs += (fields.length * (fields.length - 1)) / 2;
    const below = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
    if (below.length > 0) pairs += pairsIn(below);
  }
  return pairs;
}

function gather({ selections }: SelectionSetNode, byName: Map<string, FieldNode[]>): void {
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) gather(selection.selectionSet, byName);
    if (selection.kind !== Kind.FIELD) continue;
    const name = selection.alias?.value ?? selection.name.value;
    const fields = byName.get(name) ?? [];
    fields.push(selection);
    byName.set(name, fields);
  }
}
