import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it came. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what was sent
  readonly body: any;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Answers each message from now on with this status; or does with the answer what it is told to. */
  answers(how: number | ((response: ServerResponse, received: Received) => void)): void;
  until(count: number): Promise<Received[]>;
  close(): Promise<void>;
}

const PATIENCE_MS = 40_000;

/** Somebody's server that takes what is sent. */
export async function startReceiver(): Promise<Receiver> {
  let answering: (response: ServerResponse, received: Received) => void = (response) => response.writeHead(204).end();
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk;
    });
    request.on('end', () => {
      const one = { headers: request.headers, text, body: JSON.parse(text) };
      received.push(one);
      answering(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answers: (how) => {
      answering = typeof how === 'number' ? (response) => response.writeHead(how).end() : how;
    },
    until: (count) =>
      new Promise((resolve, reject) => {
        const begun = performance.now();
        const look = () => {
          if (received.length >= count) resolve(received);
          else if (performance.now() - begun > PATIENCE_MS) reject(new Error(`Expected ${count} messages, got ${received.length}`));
          else setTimeout(look, 20);
        };
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
