import type { GraphQLResolveInfo } from 'graphql';
import { type FieldsByTypeName, parseResolveInfo, type ResolveTree } from 'graphql-parse-resolve-info';

/** A selected field: its name, the key it answers under, its arguments and what is selected of it, by type. */
export type Selected = ResolveTree;

/** What a request selects below the field being resolved, fragments merged and skipped fields left out. */
export function selectionOf(info: GraphQLResolveInfo): FieldsByTypeName {
  const tree = parseResolveInfo(info) as ResolveTree | null | undefined;
  return tree?.fieldsByTypeName ?? {};
}

/** The fields selected of a type, also those selected through an interface of it. */
export function fieldsOf(selection: FieldsByTypeName, type: string): readonly Selected[] {
  const merged = new Map<string, Selected>();
  for (const [selectedType, fields] of Object.entries(selection)) {
    if (selectedType !== type && selectedType !== 'Node') continue;
    for (const field of Object.values(fields)) {
      const same = merged.get(field.alias);
      merged.set(field.alias, same ? mergeSelected(same, field) : field);
    }
  }
  return [...merged.values()];
}

/** The selection below a path of fields, merged over all aliases of each: what `nodes` and `edges { node }` ask for. */
export function below(fields: readonly Selected[], fieldName: string): FieldsByTypeName {
  return fields
    .filter((field) => field.name === fieldName)
    .reduce<FieldsByTypeName>((merged, field) => mergeSelections(merged, field.fieldsByTypeName), {});
}

export function mergeSelections(a: FieldsByTypeName, b: FieldsByTypeName): FieldsByTypeName {
  const merged: FieldsByTypeName = { ...a };
  for (const [type, fields] of Object.entries(b)) {
    const into = { ...merged[type] };
    for (const [key, field] of Object.entries(fields)) {
      const same = into[key];
      into[key] = same ? mergeSelected(same, field) : field;
    }
    merged[type] = into;
  }
  return merged;
}

/** GraphQL lets one key stand in `nodes` and in `edges` with different arguments; then they are two things to read. */
function mergeSelected(a: Selected, b: Selected): Selected {
  if (a.name !== b.name || JSON.stringify(a.args) !== JSON.stringify(b.args)) {
    throw new KeyTakenTwice(a.alias);
  }
  return { ...a, fieldsByTypeName: mergeSelections(a.fieldsByTypeName, b.fieldsByTypeName) };
}

/** One response key that asks for two different things of the same row, through `nodes` and through `edges`. */
export class KeyTakenTwice extends Error {
  constructor(readonly key: string) {
    super(`"${key}" is selected twice with different arguments`);
  }
}
