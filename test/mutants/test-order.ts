import type { Mutant } from './mutant.js';

/** Which tests found what, so that those that are likely to find the next mutant, and quickly, are asked first. */
export class TestOrder {
  readonly #kills = new Map<string, number>();

  constructor(private readonly seconds: ReadonlyMap<string, number>) {}

  /** All tests, for a mutant of this place. */
  for({ file, place }: Pick<Mutant, 'file' | 'place'>): string[] {
    const worth = (test: string) =>
      (0.3 + this.#of(test, file) + 4 * this.#of(test, `${file} ${place}`)) / (this.seconds.get(test) ?? Number.POSITIVE_INFINITY);
    return [...this.seconds.keys()].sort((a, b) => worth(b) - worth(a));
  }

  found({ file, place }: Pick<Mutant, 'file' | 'place'>, test: string): void {
    for (const subject of [file, `${file} ${place}`]) this.#kills.set(`${test} ${subject}`, this.#of(test, subject) + 1);
  }

  /** All of them one after another. */
  get total(): number {
    return [...this.seconds.values()].reduce((sum, each) => sum + each, 0);
  }

  #of(test: string, subject: string): number {
    return this.#kills.get(`${test} ${subject}`) ?? 0;
  }
}
