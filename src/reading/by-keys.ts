import { fieldsOf, type Selection } from './selection.js';
import type { Shape } from './shape.js';

/** By the type, too: one selection holds what is selected of each type that the node may be of. */
const known = new WeakMap<Selection, Map<string, boolean>>();

/** Whether a row with what is selected of it is found by keys alone: neither it nor what it leads to has a list or an answer of its own. */
export function readsByKeys(shape: Shape, selection: Selection): boolean {
  const ofTypes = known.get(selection) ?? new Map<string, boolean>();
  known.set(selection, ofTypes);
  const before = ofTypes.get(shape.type);
  if (before !== undefined) return before;
  const found =
    !shape.isComputed &&
    fieldsOf(selection, shape.type).every(({ name, selection: selected }) => {
      if (shape.connections[name] || shape.lists[name] || shape.brings[name]) return false;
      const one = shape.one[name];
      return !one || readsByKeys(one.to(), selected);
    });
  ofTypes.set(shape.type, found);
  return found;
}
