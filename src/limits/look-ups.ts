import { type FragmentDefinitionNode, Kind, type ValueNode } from 'graphql';
import type { Request } from './cost.calculation.js';
import { SelectionFold } from './fragments.js';

/**
 * How many look-ups of an operation may find nothing, at most: each field at its root that takes arguments is one, and one that takes a list as
 * many as that is long. So many are kept free for it while it runs, so that requests at once miss no more than one after another.
 */
export function lookUpsOf({ document, operation, variables }: Pick<Request, 'document' | 'operation' | 'variables'>): number {
  const fragments = new Map(document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [])));
  const find = (name: string): FragmentDefinitionNode | undefined => fragments.get(name);
  const lengthOf = (value: ValueNode): number => {
    const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : value.kind === Kind.LIST ? value.values : null;
    return Array.isArray(given) ? given.length : 1;
  };
  return new SelectionFold(
    find,
    ({ arguments: args = [] }) => Math.max(0, ...args.map(({ value }) => lengthOf(value))),
    (figures) => figures.reduce((sum, figure) => sum + figure, 0),
  ).of(operation.selectionSet);
}
