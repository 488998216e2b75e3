import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** One address for several nodes, as a balancer gives it that knows nothing of what goes through it: each connection goes to the next node that takes it. */
export class Balancer {
  readonly #server: Server;
  #turn = 0;

  private constructor(private readonly ports: readonly number[]) {
    this.#server = createServer((socket) => this.#lead(socket, ports.length));
  }

  static async before(ports: readonly number[]): Promise<Balancer> {
    const balancer = new Balancer(ports);
    await new Promise<void>((resolve) => balancer.#server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #lead(socket: Socket, triesLeft: number): void {
    socket.on('error', () => undefined);
    if (triesLeft === 0) return void socket.destroy();
    this.#turn = (this.#turn + 1) % this.ports.length;
    const node = connect(this.ports[this.#turn] as number, '127.0.0.1');
    let isThere = false;
    node.on('error', () => undefined);
    node.once('connect', () => {
      isThere = true;
      socket.pipe(node).pipe(socket);
    });
    node.once('close', () => (isThere ? socket.destroy() : this.#lead(socket, triesLeft - 1)));
    socket.once('close', () => node.destroy());
  }
}
