import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { type Collector, type SentSpan, startCollector } from '../support/collector.js';
import type { Platform } from '../support/platform.js';
import { useWorld } from '../support/use-world.js';
import type { World } from '../support/world.js';
import { freePort, type Program, startProgram, TELLS_WHAT_TRACES } from './program.js';

/** What a client says of the trace that it is in. */
export interface Caller {
  readonly traceId: string;
  readonly spanId: string;
  /** As a header has it. */
  readonly traceparent: string;
}

export function newCaller({ isKept = true } = {}): Caller {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-0${isKept ? 1 : 0}` };
}

export interface Told extends Caller {
  // biome-ignore lint/suspicious/noExplicitAny: an answer has whatever the operation selected
  readonly body: any;
}

/** The trace of a request, from the caller's span on. */
export interface Tree {
  readonly request: SentSpan;
  readonly operation: SentSpan;
  readonly statements: readonly SentSpan[];
}

type Line = Readonly<Record<string, unknown>>;

/** The program on a database with the world of the tests, whose log and traces are looked at. */
export class Watched {
  platform!: Platform;
  world!: World;
  collector!: Collector;
  program!: Program;
  address = '';
  metrics = '';

  async ask(query: string, { variables = {}, token, headers }: { variables?: object; token?: string; headers?: object } = {}): Promise<Told> {
    const caller = newCaller();
    const answer = await fetch(`${this.address}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        connection: 'close',
        traceparent: caller.traceparent,
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    return { ...caller, body: await answer.json() };
  }

  /** Asks all of it in one message, so that all is worked at in the same moment. */
  async askAtOnce(requests: readonly { readonly query: string; readonly token?: string }[]): Promise<Tree[]> {
    const { hostname, port } = new URL(this.address);
    const callers = requests.map(() => newCaller());
    const texts = requests.map(({ query, token }, index) => {
      const body = JSON.stringify({ query });
      const headers = [
        'POST /graphql HTTP/1.1',
        'host: ledger',
        'content-type: application/json',
        `content-length: ${Buffer.byteLength(body)}`,
        `traceparent: ${callers[index]?.traceparent}`,
        ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
        ...(index === requests.length - 1 ? ['connection: close'] : []),
      ];
      return `${headers.join('\r\n')}\r\n\r\n${body}`;
    });
    const socket = connect(Number(port), hostname);
    socket.write(texts.join(''));
    for await (const _ of socket);
    return Promise.all(callers.map((caller) => this.treeOf(caller)));
  }

  /** The trace as it was sent: the request, one operation in it, and in that every statement. */
  async treeOf({ traceId, spanId }: Caller): Promise<Tree> {
    const isOf = (span: SentSpan) => span.traceId === traceId;
    // The request ends behind all that is part of it.
    const [request] = (await this.collector.until(1, (span) => isOf(span) && span.kind === 'SERVER')) as [SentSpan];
    expect(request.parentSpanId).toBe(spanId);
    const within = this.collector.spans.filter((span) => isOf(span) && span !== request);
    const operations = within.filter(({ kind }) => kind === 'INTERNAL') as [SentSpan];
    expect(operations).toMatchObject([{ parentSpanId: request.spanId }]);
    const statements = within.filter(({ kind }) => kind === 'CLIENT');
    expect(statements.filter(({ parentSpanId }) => parentSpanId !== operations[0].spanId)).toEqual([]);
    return { request, operation: operations[0], statements };
  }

  /** The lines of the log so far. */
  lines(): Line[] {
    const { err } = this.program.said();
    // The last one may not be whole yet.
    const whole = err.slice(0, err.lastIndexOf('\n') + 1).split('\n');
    return whole.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Line] : []));
  }

  /** A line of the log, which is written half a second late at most. */
  async line(which: (line: Line) => boolean): Promise<Line> {
    for (let tries = 0; tries < 250; tries += 1) {
      const line = this.lines().find(which);
      if (line) return line;
      await setTimeout(20);
    }
    throw new Error(`Expected a line in the log, got ${this.program.said().err}`);
  }
}

/** The program for a file of tests. */
export function useWatched(environment: () => Readonly<Record<string, string>>): Watched {
  const world = useWorld();
  const watched = new Watched();
  beforeAll(async () => {
    Object.assign(watched, world);
    const { storage } = watched.platform.database;
    if (storage.kind !== 'postgresql') throw new Error('Expected a platform on PostgreSQL');
    watched.collector = await startCollector();
    const port = await freePort();
    watched.metrics = `http://127.0.0.1:${port}/metrics`;
    watched.program = startProgram({
      DATABASE_URL: storage.url,
      XIESHOU_PROCESSES: '1',
      METRICS_PORT: String(port),
      OTEL_EXPORTER_OTLP_ENDPOINT: watched.collector.address,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '20',
      NODE_OPTIONS: TELLS_WHAT_TRACES,
      ...environment(),
    });
    watched.address = await watched.program.address();
  }, 60_000);
  afterAll(async () => {
    watched.program?.process.kill('SIGTERM');
    expect(await watched.program?.ended).toBe(0);
    await watched.collector?.close();
  });
  return watched;
}
