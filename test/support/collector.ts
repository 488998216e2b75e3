import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a collector was sent it. */
export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the root of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: 'INTERNAL' | 'SERVER' | 'CLIENT';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** The code of an error; null where all went well. */
  readonly error: string | null;
  readonly durationMs: number;
  /** What sent it. */
  readonly resource: Readonly<Record<string, string | number>>;
}

/** A collector of OpenTelemetry's, as far as it takes traces by OTLP over HTTP in JSON. */
export interface Collector {
  readonly address: string;
  readonly spans: readonly SentSpan[];
  /** All that it was sent, as it came. */
  readonly texts: readonly string[];
  /** The spans that are asked for, once there are so many. */
  until(count: number, which: (span: SentSpan) => boolean): Promise<SentSpan[]>;
  close(): Promise<void>;
}

const PATIENCE_MS = 15_000;

export async function startCollector(): Promise<Collector> {
  const spans: SentSpan[] = [];
  const texts: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method !== 'POST' || request.url !== '/v1/traces') return void response.writeHead(404).end();
    const text = Buffer.concat(chunks).toString();
    texts.push(text);
    spans.push(...spansIn(text));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    texts,
    until: async (count, which) => {
      for (const begun = performance.now(); ; ) {
        const found = spans.filter(which);
        if (found.length >= count) return found;
        if (performance.now() - begun > PATIENCE_MS)
          throw new Error(`Expected ${count} spans, got ${JSON.stringify(found.length ? found : spans.slice(-10))}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly RawSpan[] }[];
  }[];
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number | string };
}

interface RawSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly Attribute[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code?: number; readonly message?: string };
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

function spansIn(text: string): SentSpan[] {
  const { resourceSpans } = JSON.parse(text) as Sent;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map((span) => sentSpan(span, attributesOf(resource.attributes)))),
  );
}

const KINDS: Readonly<Record<number, SentSpan['kind']>> = { 1: 'INTERNAL', 2: 'SERVER', 3: 'CLIENT' };
const ERROR = 2;

function sentSpan({ status, kind, startTimeUnixNano: start, endTimeUnixNano: end, ...span }: RawSpan, resource: SentSpan['resource']): SentSpan {
  const { traceId, spanId, parentSpanId = '', name, attributes, links } = span;
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind: KINDS[kind] ?? 'INTERNAL',
    attributes: attributesOf(attributes),
    links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
    error: status.code === ERROR ? (status.message ?? '') : null,
    durationMs: Number(BigInt(end) - BigInt(start)) / 1e6,
    resource,
  };
}

function attributesOf(attributes: readonly Attribute[]): Record<string, string | number> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]));
}
