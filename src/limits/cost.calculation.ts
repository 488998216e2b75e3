import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  getVariableValues,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { MOST_ROWS } from '../reading/page.js';
import { SelectionFold } from './fragments.js';
import { isIntrospection } from './introspection.js';

/** What a list without a page size is taken to hold: ancestors, shares, in-kind lines, the cells of a breakdown. */
const USUAL_LIST = 10;

interface Request {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * How many fields the answer may hold: a field counts one, or what it says of itself where it adds up the ledger, and what is selected
 * below it as often as its list is long. Zero
 * where the variables are not good, because then nothing is run.
 */
export function costOf(schema: GraphQLSchema, { document, operation, variables }: Request): number {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (!coerced) return 0;
  const { sizes, weights } = measure(schema, document, coerced);
  const fragments = new Map(document.definitions.filter(isFragment).map((fragment) => [fragment.name.value, fragment]));
  return new SelectionFold(
    (name) => fragments.get(name),
    (node, below) => (isIntrospection(node) ? 0 : (weights.get(node) ?? 1) + (sizes.get(node) ?? 1) * below),
    (figures) => figures.reduce((sum, figure) => sum + figure, 0),
  ).of(operation.selectionSet);
}

interface Measures {
  /** How many rows each field with a list below it may give, where that is not one. */
  readonly sizes: ReadonlyMap<FieldNode, number>;
  /** What a field costs by itself, where its resolver says so (`complexity`). */
  readonly weights: ReadonlyMap<FieldNode, number>;
}

function measure(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>>): Measures {
  const sizes = new Map<FieldNode, number>();
  const weights = new Map<FieldNode, number>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: (node) => {
        const size = sizeOf(types, node, variables);
        if (size !== 1) sizes.set(node, size);
        const weight = types.getFieldDef()?.extensions.complexity;
        if (typeof weight === 'number') weights.set(node, weight);
      },
    }),
  );
  return { sizes, weights };
}

function sizeOf(types: TypeInfo, node: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  const field = types.getFieldDef();
  if (!field || !isCompositeType(getNamedType(field.type))) return 1;
  const { first, ids } = argumentsOf(field, node, variables);
  if (typeof first === 'number') return Math.min(Math.max(first, 0), MOST_ROWS);
  if (Array.isArray(ids)) return ids.length;
  const isPage = types.getParentType()?.name.endsWith('Connection');
  return isListType(getNullableType(field.type)) && !isPage ? USUAL_LIST : 1;
}

/** The arguments as execution will see them. What it will refuse has no size. */
function argumentsOf(...given: Parameters<typeof getArgumentValues>): Record<string, unknown> {
  try {
    return getArgumentValues(...given);
  } catch {
    return {};
  }
}

function isFragment(definition: DocumentNode['definitions'][number]): definition is FragmentDefinitionNode {
  return definition.kind === Kind.FRAGMENT_DEFINITION;
}
