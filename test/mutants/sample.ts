import { createHash } from 'node:crypto';

/** The items in an order that the seed alone decides, so that a larger sample holds a smaller one. */
export function shuffled<Item>(items: readonly Item[], keyOf: (item: Item) => string, seed: string): Item[] {
  const rank = (item: Item) =>
    createHash('sha256')
      .update(`${seed} ${keyOf(item)}`)
      .digest('hex');
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ item }) => item);
}

const Z = 1.96;

/** Wilson's interval: between which shares the true one lies, at 95 %, when so many of so many were found. */
export function interval(found: number, of: number): readonly [number, number] {
  if (of === 0) return [0, 1];
  const share = found / of;
  const spread = (Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2))) / (1 + Z ** 2 / of);
  const middle = (share + Z ** 2 / (2 * of)) / (1 + Z ** 2 / of);
  return [middle - spread, middle + spread];
}
