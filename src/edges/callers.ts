/** How many sockets each caller has: an account, or an address that nobody has signed in from. */
export class Callers {
  readonly #sockets = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Counts one more; false, and none more, where the caller has as many as it may. */
  enter(caller: string): boolean {
    const sockets = this.#sockets.get(caller) ?? 0;
    if (sockets >= this.most) return false;
    this.#sockets.set(caller, sockets + 1);
    return true;
  }

  leave(caller: string): void {
    const sockets = (this.#sockets.get(caller) ?? 0) - 1;
    if (sockets > 0) this.#sockets.set(caller, sockets);
    else this.#sockets.delete(caller);
  }
}
