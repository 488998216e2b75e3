import { type FragmentDefinitionNode, Kind, type SelectionNode, type SelectionSetNode, type ValidationContext } from 'graphql';

type FindFragment = (name: string) => FragmentDefinitionNode | null | undefined;

/**
 * Folds a document's selections from the inside out, each fragment once however often it is spread: a document of a few lines
 * can spread fragments so that walking them out would never end. A fragment within itself counts nothing; GraphQL's own rule
 * refuses it.
 */
export class SelectionFold {
  readonly #folded = new Map<string, number>();

  constructor(
    private readonly findFragment: FindFragment,
    /** The figure of one selected field or fragment, from the figure of what is selected below it. */
    private readonly field: (node: SelectionNode & { kind: Kind.FIELD }, below: number) => number,
    private readonly combine: (figures: readonly number[]) => number,
  ) {}

  of(selections: SelectionSetNode): number {
    return this.combine(selections.selections.map((selection) => this.#one(selection)));
  }

  #one(selection: SelectionNode): number {
    switch (selection.kind) {
      case Kind.FIELD:
        return this.field(selection, selection.selectionSet ? this.of(selection.selectionSet) : 0);
      case Kind.INLINE_FRAGMENT:
        return this.of(selection.selectionSet);
      case Kind.FRAGMENT_SPREAD:
        return this.#fragment(selection.name.value);
    }
  }

  #fragment(name: string): number {
    const known = this.#folded.get(name);
    if (known !== undefined) return known;
    this.#folded.set(name, 0);
    const fragment = this.findFragment(name);
    const figure = fragment ? this.of(fragment.selectionSet) : 0;
    this.#folded.set(name, figure);
    return figure;
  }
}

export function fragmentsOf(context: ValidationContext): FindFragment {
  return (name) => context.getFragment(name);
}
