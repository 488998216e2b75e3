import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  type Context,
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  type Span as SdkSpan,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent, setGlobalErrorHandler } from '@opentelemetry/core';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { programVersion } from '../shared/version.js';
import type { Attributes, Beginning, Ending, Span, Tracing, TracingSettings } from './tracing.js';

/** How long the end of the program waits for a collector that does not answer. */
const CLOSING_MS = 2_000;

/** That traces cannot be sent is said so often, and not for each batch of them. */
const SAID_MS = 60_000;

/** What all statements have in common. Nothing of it says who signs in to the database. */
export interface TracedDatabase {
  readonly name: string | null;
  readonly host: string | null;
  readonly port: number | null;
}

/**
 * Traces by OpenTelemetry's SDK, sent by OTLP over HTTP. Nothing is patched: the platform says itself what it does (`Span`), at the few places that there
 * are. This file alone imports the SDK, and is itself imported only where traces are wanted.
 */
export async function openTracing(settings: TracingSettings, database: TracedDatabase): Promise<Tracing> {
  const version = programVersion();
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'xieshou', 'service.version': version, 'service.instance.id': randomUUID() }))
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerOf(settings),
    spanLimits: { attributeValueLengthLimit: settings.valueLength },
    spanProcessors: [new BatchSpanProcessor({ exporter: await exporterFor(settings.protocol), ...settings.batches })],
  });
  const tracer = provider.getTracer('xieshou', version);
  const common = attributesOf(database);
  const tracing: Tracing = {
    begin: (beginning, traceparent) => OpenSpan.begin({ tracer, common }, beginning, callersContext(settings, traceparent)),
    onTrouble: () => {},
    close: async () => {
      await Promise.race([provider.shutdown().catch(() => {}), setTimeout(CLOSING_MS, undefined, { ref: false })]);
    },
  };
  const said = new Map<string, number>();
  tellTrouble((what) => {
    if (performance.now() - (said.get(what) ?? Number.NEGATIVE_INFINITY) < SAID_MS) return;
    said.set(what, performance.now());
    tracing.onTrouble(what);
  });
  return tracing;
}

function samplerOf({ sampler: { kind, share, byParent } }: TracingSettings): Sampler {
  const root = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(share),
  }[kind]();
  return byParent ? new ParentBasedSampler({ root }) : root;
}

async function exporterFor(protocol: TracingSettings['protocol']): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json' ? await import('@opentelemetry/exporter-trace-otlp-http') : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

/** Of what the SDK says only what an operator can do something about, in few words: whole errors may hold what was to be sent. */
function tellTrouble(tell: (what: string) => void): void {
  setGlobalErrorHandler((error) => tell(typeof error === 'string' ? error : (error.message ?? error.name ?? 'unknown')));
  const nothing = () => {};
  const warn = (message: string) => {
    if (message.startsWith('Dropped')) tell(message.replaceAll(/\d+/g, 'some'));
  };
  diag.setLogger(
    { error: nothing, warn, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

/** Of a caller its trace and span alone: what else it may send along (`tracestate`, `baggage`) is anything, and would stand in the traces. */
function callersContext({ takesTraceparent }: TracingSettings, traceparent: string | undefined): Context {
  const parent = takesTraceparent && traceparent !== undefined ? parseTraceParent(traceparent) : null;
  return parent ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true }) : ROOT_CONTEXT;
}

function attributesOf({ name, host, port }: TracedDatabase): Attributes {
  return {
    'db.system.name': 'postgresql',
    ...(name !== null && { 'db.namespace': name }),
    ...(host !== null && { 'server.address': host }),
    ...(port !== null && { 'server.port': port }),
  };
}

const KINDS = { SERVER: SpanKind.SERVER, INTERNAL: SpanKind.INTERNAL, CLIENT: SpanKind.CLIENT };

interface Means {
  readonly tracer: Tracer;
  /** What every statement says. */
  readonly common: Attributes;
}

class OpenSpan implements Span {
  readonly traceId: string;
  readonly isKept: boolean;
  #context: Context | undefined;

  private constructor(
    private readonly means: Means,
    private readonly span: SdkSpan,
    private readonly parent: Context,
  ) {
    this.traceId = span.spanContext().traceId;
    this.isKept = span.isRecording();
  }

  static begin(means: Means, { name, kind, attributes, links = [] }: Beginning, parent: Context): OpenSpan {
    const span = means.tracer.startSpan(
      name,
      {
        kind: KINDS[kind],
        attributes: kind === 'CLIENT' ? { ...means.common, ...attributes } : { ...attributes },
        links: links.map((link) => ({ context: (link as OpenSpan).span.spanContext() })),
      },
      parent,
    );
    return new OpenSpan(means, span, parent);
  }

  begin(beginning: Beginning): Span {
    this.#context ??= trace.setSpan(this.parent, this.span);
    return OpenSpan.begin(this.means, beginning, this.#context);
  }

  linkTo(span: Span): void {
    this.span.addLink({ context: (span as OpenSpan).span.spanContext() });
  }

  say(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }

  end({ name, attributes, error }: Ending = {}): void {
    if (!this.span.isRecording()) return;
    if (name !== undefined) this.span.updateName(name);
    if (attributes) this.span.setAttributes(attributes);
    if (error !== undefined) this.span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR, message: error });
    this.span.end();
  }
}
