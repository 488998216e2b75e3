import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  type GraphQLUnionType,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isCompositeType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  visit,
} from 'graphql';

/** A selected field: its name, the key it answers under, its arguments and what is selected of it, by type. */
export interface Selected {
  readonly name: string;
  readonly alias: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly selection: Selection;
}

/** Selected fields by the type that they are selected of, and by the key that they answer under. */
export type Selection = Readonly<Record<string, Readonly<Record<string, Selected>>>>;

type Asked = Pick<GraphQLResolveInfo, 'fieldNodes' | 'returnType' | 'schema' | 'fragments' | 'variableValues'>;

interface Known {
  readonly fieldNodes: readonly FieldNode[];
  readonly returnType: unknown;
  /** Null where it depends on the variables of a request. */
  readonly selection: Selection | null;
}

/** A document is kept from one request to the next, and so is what it selects. */
const known = new WeakMap<FieldNode, Known[]>();

/** What a request selects below the field being resolved, fragments merged and skipped fields left out. */
export function selectionOf(info: Asked): Selection {
  const [first] = info.fieldNodes;
  const type = getNamedType(info.returnType);
  if (first === undefined || !isCompositeType(type)) return {};
  const before = known.get(first) ?? [];
  const found = before.find((one) => one.returnType === info.returnType && sameNodes(one.fieldNodes, info.fieldNodes));
  if (found?.selection) return found.selection;

  const walk = new Walk(info);
  const selection = walk.below(info.fieldNodes, type);
  if (!found)
    known.set(first, [...before, { fieldNodes: info.fieldNodes, returnType: info.returnType, selection: walk.variable ? null : selection }]);
  return selection;
}

function sameNodes(a: readonly FieldNode[], b: readonly FieldNode[]): boolean {
  return a.length === b.length && a.every((node, index) => node === b[index]);
}

/** The nodes of each field, by the type that they are selected of and the key that they answer under. */
type Nodes = Map<GraphQLFieldsType, Map<string, FieldNode[]>>;

type GraphQLFieldsType = Exclude<GraphQLCompositeType, GraphQLUnionType>;

class Walk {
  /** Whether anything here depends on a variable. */
  variable = false;

  constructor(private readonly asked: Asked) {}

  below(fieldNodes: readonly FieldNode[], type: GraphQLCompositeType): Selection {
    const nodes: Nodes = new Map();
    const spread = new Set<string>();
    for (const { selectionSet } of fieldNodes) if (selectionSet) this.#collect(selectionSet, type, nodes, spread);
    const selection: Record<string, Readonly<Record<string, Selected>>> = {};
    for (const [fieldsType, byKey] of nodes) {
      const fields: Record<string, Selected> = Object.create(null);
      for (const [key, same] of byKey) {
        const selected = this.#selected(key, same, fieldsType);
        if (selected) fields[key] = selected;
      }
      selection[fieldsType.name] = fields;
    }
    return selection;
  }

  /** As graphql-js collects fields: each fragment once, for it can be spread so often that walking it out would never end. */
  #collect({ selections }: SelectionSetNode, type: GraphQLCompositeType, into: Nodes, spread: Set<string>): void {
    for (const selection of selections) {
      if (!this.#isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        if (!isUnionType(type)) addTo(into, type, selection);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.asked.fragments[selection.name.value];
      if (!fragment) continue;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (spread.has(selection.name.value)) continue;
        spread.add(selection.name.value);
      }
      const narrowed = fragment.typeCondition ? this.asked.schema.getType(fragment.typeCondition.name.value) : type;
      if (isCompositeType(narrowed)) this.#collect(fragment.selectionSet, narrowed, into, spread);
    }
  }

  #selected(alias: string, nodes: readonly FieldNode[], type: GraphQLFieldsType): Selected | null {
    const [node] = nodes as [FieldNode];
    const field = type.getFields()[node.name.value];
    if (!field) return null;
    const below = getNamedType(field.type);
    const args = this.#argumentsOf(field, node);
    return { name: field.name, alias, args, selection: isCompositeType(below) ? this.below(nodes, below) : {} };
  }

  /** As execution will see them. What it will refuse when it comes there has none. */
  #argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Readonly<Record<string, unknown>> {
    if (field.args.length === 0) return {};
    if (node.arguments?.some(({ value }) => hasVariable(value))) this.variable = true;
    try {
      return getArgumentValues(field, node, this.asked.variableValues);
    } catch {
      return {};
    }
  }

  #isIncluded(node: SelectionNode): boolean {
    if (!node.directives?.length) return true;
    if (node.directives.some((directive) => directive.arguments?.some(({ value }) => hasVariable(value)))) this.variable = true;
    const { variableValues } = this.asked;
    if (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.if === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.if !== false;
  }
}

function addTo(nodes: Nodes, type: GraphQLFieldsType, node: FieldNode): void {
  const key = node.alias?.value ?? node.name.value;
  const fields = nodes.get(type) ?? new Map<string, FieldNode[]>();
  nodes.set(type, fields);
  const same = fields.get(key);
  if (same) same.push(node);
  else fields.set(key, [node]);
}

function hasVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  let found = false;
  visit(value, {
    Variable: () => {
      found = true;
    },
  });
  return found;
}

/** The fields selected of a type, also those selected through an interface of it. */
export function fieldsOf(selection: Selection, type: string): readonly Selected[] {
  const own = selection[type];
  const through = selection.Node;
  if (!through || type === 'Node') return own ? Object.values(own) : [];
  return own ? Object.values(mergeFields(through, own)) : Object.values(through);
}

/** The selection below a path of fields, merged over all aliases of each: what `nodes` and `edges { node }` ask for. */
export function below(fields: readonly Selected[], fieldName: string): Selection {
  const [first, ...others] = fields.filter((field) => field.name === fieldName);
  return others.reduce((merged, field) => mergeSelections(merged, field.selection), first?.selection ?? {});
}

export function mergeSelections(a: Selection, b: Selection): Selection {
  // As they are, so that what is kept of a selection is found again.
  if (isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  const merged: Record<string, Readonly<Record<string, Selected>>> = { ...a };
  for (const [type, fields] of Object.entries(b)) {
    const into = merged[type];
    merged[type] = into ? mergeFields(into, fields) : fields;
  }
  return merged;
}

function isEmpty(selection: Selection): boolean {
  for (const _ in selection) return false;
  return true;
}

function mergeFields(a: Readonly<Record<string, Selected>>, b: Readonly<Record<string, Selected>>): Readonly<Record<string, Selected>> {
  const merged = { ...a };
  for (const [key, field] of Object.entries(b)) {
    const same = merged[key];
    merged[key] = same ? mergeSelected(same, field) : field;
  }
  return merged;
}

/** GraphQL lets one key stand in `nodes` and in `edges` with different arguments; then they are two things to read. */
function mergeSelected(a: Selected, b: Selected): Selected {
  if (a.name !== b.name || JSON.stringify(a.args) !== JSON.stringify(b.args)) {
    throw new KeyTakenTwice(a.alias);
  }
  return { ...a, selection: mergeSelections(a.selection, b.selection) };
}

/** One response key that asks for two different things of the same row, through `nodes` and through `edges`. */
export class KeyTakenTwice extends Error {
  constructor(readonly key: string) {
    super(`"${key}" is selected twice with different arguments`);
  }
}
