import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { WebSocket } from 'ws';

interface Subscription {
  readonly port: number;
  /** From where: a process serves only so many sockets of one address. */
  readonly localAddress: string;
  readonly token: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** One socket with one subscription (graphql-transport-ws), with no more in memory than it takes. */
export class Subscriber {
  #toldAt: number | null = null;
  #wake: (() => void) | null = null;

  private constructor(private readonly socket: WebSocket) {}

  /** Resolves when the server has taken it and was asked something after the subscription, so that the subscription stands. */
  static open({ port, localAddress, token, query, variables }: Subscription): Promise<Subscriber> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL, { localAddress });
    const subscriber = new Subscriber(socket);
    return new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', (code, reason) => reject(new Error(`The socket was closed with ${code} ${reason}`)));
      socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })));
      socket.on('message', (bytes) => {
        const { type, payload } = JSON.parse(String(bytes)) as { type: string; payload?: unknown };
        if (type === 'connection_ack') {
          socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
          socket.send(JSON.stringify({ type: 'ping' }));
        } else if (type === 'pong') resolve(subscriber);
        else if (type === 'next') subscriber.#hear();
        else if (type === 'error') reject(new Error(JSON.stringify(payload)));
      });
    });
  }

  /** When it was told first. */
  told(patience: number): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#toldAt !== null) return resolve(this.#toldAt);
      const late = setTimeout(() => reject(new Error('Expected to be told, heard nothing')), patience);
      this.#wake = () => {
        clearTimeout(late);
        resolve(this.#toldAt as number);
      };
    });
  }

  close(): void {
    this.socket.terminate();
  }

  #hear(): void {
    this.#toldAt ??= performance.now();
    this.#wake?.();
  }
}
