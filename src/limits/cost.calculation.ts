import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type GraphQLUnionType,
  getArgumentValues,
  getNamedType,
  getNullableType,
  getVariableValues,
  isCompositeType,
  isListType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  visit,
} from 'graphql';
import { AS_OF } from '../reading/kept.js';
import { MOST_ROWS } from '../reading/page.js';
import { isIntrospection } from './introspection.js';

/** What a list without a page size is taken to hold: ancestors, shares, in-kind lines, the cells of a breakdown. */
const USUAL_LIST = 3;

/** What counting a whole list is taken to read, for nobody knows before how long it is. */
const WHOLE_LIST = 50;

/** Types that are part of the row or page they stand in, or of a figure that says its own cost. */
const NO_ROW = /^(PageInfo|Money|Viewer|Impact|ImpactCounts|ImpactCell|ClassMoney|MoneyTotal)$|(Edge|Payload)$/;

/** An operation as it is asked. */
export interface Request {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Variables = Readonly<Record<string, unknown>>;

/** A figure, or how it follows from the sizes that a request's variables say. */
type Figure = number | ((variables: Variables) => number);

const figures = new WeakMap<OperationDefinitionNode, Figure>();

/**
 * How many rows the statements of an operation may read: each row of a page, each row that a row leads to, and what is below it as
 * often as its list is long; a total count costs WHOLE_LIST, and a figure what its field says of itself. Worked out
 * once for a document that is kept. Zero where the variables are not good, because then nothing is run.
 */
export function costOf(schema: GraphQLSchema, { document, operation, variables }: Request): number {
  const figure = figures.get(operation) ?? new Plan(schema, document).of(operation);
  figures.set(operation, figure);
  if (typeof figure === 'number') return figure;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  return coerced ? Math.ceil(figure(coerced)) : 0;
}

class Plan {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #done = new Map<string, Figure>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
  ) {
    this.#fragments = new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])));
  }

  of({ operation, selectionSet }: OperationDefinitionNode): Figure {
    const root = this.schema.getRootType(operation);
    return root ? this.#selections(selectionSet, root) : 0;
  }

  #selections({ selections }: SelectionSetNode, type: GraphQLCompositeType): Figure {
    return selections.map((selection) => this.#one(selection, type)).reduce(sum, 0);
  }

  #one(selection: SelectionNode, type: GraphQLCompositeType): Figure {
    switch (selection.kind) {
      case Kind.FIELD:
        return isIntrospection(selection) || isUnionType(type) ? 0 : this.#field(selection, type);
      case Kind.INLINE_FRAGMENT:
        return this.#selections(selection.selectionSet, this.#narrowed(selection.typeCondition?.name.value, type));
      case Kind.FRAGMENT_SPREAD:
        return this.#fragment(selection.name.value, type);
    }
  }

  /** Each fragment once, however often it is spread: a few lines can spread fragments so that walking them out would never end. */
  #fragment(name: string, type: GraphQLCompositeType): Figure {
    const known = this.#done.get(name);
    if (known !== undefined) return known;
    this.#done.set(name, 0);
    const fragment = this.#fragments.get(name);
    const figure = fragment ? this.#selections(fragment.selectionSet, this.#narrowed(fragment.typeCondition.name.value, type)) : 0;
    this.#done.set(name, figure);
    return figure;
  }

  #narrowed(condition: string | undefined, type: GraphQLCompositeType): GraphQLCompositeType {
    const narrowed = condition === undefined ? type : this.schema.getType(condition);
    return isCompositeType(narrowed) ? narrowed : type;
  }

  #field(node: FieldNode, parent: GraphQLFieldsType): Figure {
    const field = parent.getFields()[node.name.value];
    if (!field) return 0;
    return product(timesOf(node, field), this.#ofField(node, field, parent));
  }

  #ofField(node: FieldNode, field: GraphQLField<unknown, unknown>, parent: GraphQLFieldsType): Figure {
    const { complexity } = field.extensions;
    const rows = this.#rows(node, field, parent);
    if (typeof complexity === 'function')
      return estimated(complexity as CostEstimator, {
        field,
        node,
        rows,
        selected: node.selectionSet ? this.#namesIn(node.selectionSet) : new Set(),
      });
    return sum(typeof complexity === 'number' ? complexity : 0, rows);
  }

  /** The rows that a field gives, with what is below them. */
  #rows(node: FieldNode, field: GraphQLField<unknown, unknown>, parent: GraphQLFieldsType): Figure {
    const type = getNamedType(field.type);
    if (!isCompositeType(type) || !node.selectionSet) return 0;
    const below = this.#selections(node.selectionSet, type);
    if (/(Connection|Edge)$/.test(parent.name)) return below;
    if (!type.name.endsWith('Connection')) return product(sizeOf(field, node), sum(NO_ROW.test(type.name) ? 0 : 1, below));
    const names = this.#namesIn(node.selectionSet);
    const each = NO_ROW.test(type.name.replace(/Connection$/, '')) ? 0 : 1;
    const page = PAGE_FIELDS.some((name) => names.has(name)) ? product(sizeOf(field, node), sum(each, below)) : 0;
    return sum(names.has('totalCount') ? WHOLE_LIST : 0, page);
  }

  #namesIn({ selections }: SelectionSetNode, names = new Set<string>(), seen = new Set<string>()): ReadonlySet<string> {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) this.#namesIn(selection.selectionSet, names, seen);
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = this.#fragments.get(selection.name.value);
        if (fragment) this.#namesIn(fragment.selectionSet, names, seen);
      }
    }
    return names;
  }
}

type GraphQLFieldsType = Exclude<GraphQLCompositeType, GraphQLUnionType>;

/** What makes a connection read its rows. */
const PAGE_FIELDS = ['nodes', 'edges', 'pageInfo'];

function sum(a: Figure, b: Figure): Figure {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  return (variables) => figureWith(a, variables) + figureWith(b, variables);
}

function product(a: Figure, b: Figure): Figure {
  if (a === 1) return b;
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  return (variables) => figureWith(a, variables) * figureWith(b, variables);
}

function figureWith(figure: Figure, variables: Variables): number {
  return typeof figure === 'number' ? figure : figure(variables);
}

/** What a field costs, from its arguments, the names of the fields selected of it, and what is below it. */
export type CostEstimator = (asked: {
  readonly args: Readonly<Record<string, unknown>>;
  readonly selected: ReadonlySet<string>;
  readonly childComplexity: number;
}) => number;

interface Estimated {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly selected: ReadonlySet<string>;
  readonly rows: Figure;
}

function estimated(estimate: CostEstimator, { field, node, selected, rows }: Estimated): Figure {
  const figure = (variables: Variables) =>
    estimate({ args: argumentsOf(field, node, variables, () => true), selected, childComplexity: figureWith(rows, variables) });
  return typeof rows === 'number' && !node.arguments?.some(({ value }) => hasVariable(value)) ? figure({}) : figure;
}

function hasVariable(value: ValueNode): boolean {
  let found = false;
  visit(value, {
    Variable() {
      found = true;
    },
  });
  return found;
}

/** How many times more it takes to read what was than what is: each row among its versions, and a figure with what came to it since. */
const LOOKING_BACK_TIMES = 1.5;

function timesOf(node: FieldNode, field: GraphQLField<unknown, unknown>): Figure {
  const isAsOf = (name: string) => name === AS_OF;
  if (!field.args.some(({ name }) => isAsOf(name)) || !node.arguments?.some(({ name }) => isAsOf(name.value))) return 1;
  return (variables) => (argumentsOf(field, node, variables, isAsOf)[AS_OF] == null ? 1 : LOOKING_BACK_TIMES);
}

/** How many rows the field may give: its page size or its ids, where they are said. */
function sizeOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Figure {
  const usual = isListType(getNullableType(field.type)) ? USUAL_LIST : 1;
  if (!field.args.some(({ name }) => name === 'first' || name === 'ids')) return usual;
  const isSize = (name: string) => name === 'first' || name === 'ids';
  const size = (variables: Variables) => sizeIn(argumentsOf(field, node, variables, isSize), usual);
  const depends = node.arguments?.some(({ name, value }) => isSize(name.value) && value.kind !== Kind.INT);
  return depends ? size : size({});
}

function sizeIn({ first, ids }: Record<string, unknown>, usual: number): number {
  if (typeof first === 'number') return Math.min(Math.max(first, 0), MOST_ROWS);
  return Array.isArray(ids) ? ids.length : usual;
}

/** Those of the arguments that are asked about, as execution will see them. What it will refuse has none. */
function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Variables,
  isAsked: (name: string) => boolean,
): Record<string, unknown> {
  try {
    const named = (node.arguments ?? []).filter(({ name }) => isAsked(name.value));
    const args = field.args.filter(({ name }) => isAsked(name));
    return getArgumentValues({ ...field, args }, { ...node, arguments: named }, variables);
  } catch {
    return {};
  }
}
