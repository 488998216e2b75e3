import { fieldsOf, type Selection } from './selection.js';
import type { Shape } from './shape.js';

const known = new WeakMap<Selection, boolean>();

/** Whether a row with what is selected of it is found by keys alone: neither it nor what it leads to has a list or an answer of its own. */
export function readsByKeys(shape: Shape, selection: Selection): boolean {
  const before = known.get(selection);
  if (before !== undefined) return before;
  const found =
    !shape.isComputed &&
    fieldsOf(selection, shape.type).every(({ name, selection: selected }) => {
      if (shape.connections[name] || shape.lists[name] || shape.brings[name]) return false;
      const one = shape.one[name];
      return !one || readsByKeys(one.to(), selected);
    });
  known.set(selection, found);
  return found;
}
