import { setTimeout } from 'node:timers/promises';

/** Gives out the nodes in turn, as a balancer in front of them does. */
export class Balancer {
  readonly #addresses: string[] = [];
  /** How many requests each is at. */
  readonly #running = new Map<string, number>();
  #next = 0;

  add(address: string): void {
    this.#addresses.push(address);
  }

  /** One of the nodes, for whoever stays with it. */
  one(): string {
    this.#next += 1;
    return this.#addresses[this.#next % this.#addresses.length] as string;
  }

  async through<Result>(request: (address: string) => Promise<Result>): Promise<Result> {
    const address = this.one();
    const count = (by: number) => this.#running.set(address, (this.#running.get(address) ?? 0) + by);
    count(1);
    return request(address).finally(() => count(-1));
  }

  /** Sends nothing more to this node, and waits for what it is at. */
  async release(address: string): Promise<void> {
    this.#addresses.splice(this.#addresses.indexOf(address), 1);
    while ((this.#running.get(address) ?? 0) > 0) await setTimeout(10);
  }
}
