import { setTimeout } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** What is subscribed to: the field takes `after` and gives a `position`. */
export interface Subscription {
  readonly query: string;
  readonly field: string;
  readonly token: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** A client that comes again whenever it was cut off, and says up to where it has been told. It drops nothing: what is told twice stands twice. */
export class ResumingSubscriber {
  readonly positions: string[] = [];
  /** What went wrong beside connections. */
  readonly unexpected: string[] = [];
  #cuts = -1;
  #ended = false;
  #leave: () => unknown = () => undefined;
  readonly #running: Promise<void>;

  constructor(
    private readonly address: string,
    private readonly subscription: Subscription,
    private readonly begin: string,
  ) {
    this.#running = this.#run();
  }

  /** How often it was cut off. */
  get cuts(): number {
    return Math.max(0, this.#cuts);
  }

  get last(): string {
    return this.positions.at(-1) ?? this.begin;
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#leave();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#ended) {
      this.#cuts += 1;
      await this.#untilCut();
      await setTimeout(100);
    }
  }

  async #untilCut(): Promise<void> {
    const { query, field, token, variables } = this.subscription;
    const client = createClient({
      url: `${this.address.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${token}` },
      onNonLazyError: () => undefined,
    });
    this.#leave = () => client.dispose();
    const results = client.iterate({ query, variables: { ...variables, after: this.last } });
    try {
      for await (const { data, errors } of results) {
        if (errors) this.#note(errors);
        else this.positions.push((data as Record<string, { position: string }>)[field]?.position ?? '');
      }
    } catch (error) {
      if (Array.isArray(error)) this.#note(error);
    }
    await client.dispose();
  }

  /** While the database or all nodes are away, a client is told to come again. */
  #note(errors: readonly { readonly extensions?: { readonly code?: unknown } | undefined }[]): void {
    if (errors.some(({ extensions }) => extensions?.code !== 'SERVICE_UNAVAILABLE')) this.unexpected.push(JSON.stringify(errors));
  }
}
