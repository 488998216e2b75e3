/**
 * A stream of pseudo-random numbers that is the same on every machine: sfc32 (Chris Doty-Humphrey, PractRand), which needs 32-bit
 * integers only.
 *
 * Every chapter draws from a stream of its own name, so that one more draw in a chapter leaves the others as they were.
 */
export class Random {
  private a: number;
  private b: number;
  private c = 0;
  private counter = 1;

  constructor(seed: number, stream: string) {
    this.a = seed | 0;
    this.b = hash(stream);
    // The first numbers of neighbouring seeds resemble each other.
    for (let round = 0; round < 15; round += 1) this.next();
  }

  /** From 0 up to and without the bound. */
  below(bound: number): number {
    return Math.floor((this.next() / 2 ** 32) * bound);
  }

  /** From the first to the last, both included. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  /** True in so many of a hundred cases. */
  percent(cases: number): boolean {
    return this.below(100) < cases;
  }

  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('Expected items to pick from, got none');
    return items[this.below(items.length)] as Item;
  }

  pickWeighted<Item>(choices: readonly (readonly [item: Item, weight: number])[]): Item {
    let rest = this.below(choices.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [item, weight] of choices) {
      if (rest < weight) return item;
      rest -= weight;
    }
    throw new RangeError('Expected choices with weights above 0, got none');
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const mixed = [...items];
    for (let last = mixed.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      [mixed[last], mixed[other]] = [mixed[other] as Item, mixed[last] as Item];
    }
    return mixed;
  }

  /** Weights of things of unlike size: most between 5 and 24, and one in twenty several times as large. */
  weights(count: number): number[] {
    return Array.from({ length: count }, () => this.between(5, 24) * (this.percent(5) ? 6 : 1));
  }

  private next(): number {
    const result = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + result;
    this.c |= 0;
    return result >>> 0;
  }
}

/** FNV-1a. */
function hash(text: string): number {
  return [...text].reduce((state, character) => Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193), 0x811c9dc5);
}
