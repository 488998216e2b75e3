import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** One that subscribes, with what it was told. */
export interface Subscriber {
  // biome-ignore lint/suspicious/noExplicitAny: an answer has whatever the operation selected
  readonly told: any[];
  /** What it was refused or ended with. */
  // biome-ignore lint/suspicious/noExplicitAny: errors, or how the socket was closed
  readonly ended: Promise<{ errors?: any[]; code?: number }>;
  /** Waits until it was told so much. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer has whatever the operation selected
  until(count: number): Promise<any[]>;
  close(): Promise<void>;
}

interface Options {
  readonly token?: string | undefined;
  readonly variables?: Record<string, unknown>;
  readonly language?: string;
  readonly params?: Record<string, unknown>;
}

const PATIENCE_MS = 15_000;

/** Subscribes by a socket of its own, and does not come again when it is closed. */
export function subscribe(address: string, query: string, { token, variables, language = 'en', params }: Options = {}): Subscriber {
  const client = createClient({
    url: `${address.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { 'accept-language': language, ...(token && { authorization: `Bearer ${token}` }), ...params },
  });
  const told: unknown[] = [];
  const ended = new Promise<{ errors?: unknown[]; code?: number }>((resolve) => {
    client.subscribe(
      { query, variables },
      {
        next: ({ data, errors }) => (errors ? resolve({ errors: [...errors] }) : told.push(data)),
        error: (error) => resolve(Array.isArray(error) ? { errors: error } : { code: (error as { code?: number }).code }),
        complete: () => resolve({}),
      },
    );
  });
  return {
    told,
    ended,
    until: (count) =>
      new Promise((resolve, reject) => {
        const begun = performance.now();
        const look = () => {
          if (told.length >= count) resolve(told);
          else if (performance.now() - begun > PATIENCE_MS) reject(new Error(`Expected ${count} to be told, got ${JSON.stringify(told)}`));
          else setTimeout(look, 10);
        };
        look();
      }),
    close: async () => {
      await client.dispose();
    },
  } as Subscriber;
}

/** So long that what would come has come. */
export async function aWhile(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 300));
}
