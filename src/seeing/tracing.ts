/** What is said of a span, by the names that OpenTelemetry's semantic conventions have for it. */
export type Attributes = Readonly<Record<string, string | number>>;

export interface Beginning {
  readonly name: string;
  readonly kind: 'SERVER' | 'INTERNAL' | 'CLIENT';
  readonly attributes?: Attributes;
  readonly links?: readonly Span[];
}

export interface Ending {
  /** Where it is known only now. */
  readonly name?: string;
  readonly attributes?: Attributes;
  /** The code of what went wrong. Never a sentence, which may hold values. */
  readonly error?: string | undefined;
}

/** Something that takes its time, within a trace. */
export interface Span {
  readonly traceId: string;
  /** Whether it is sent. What is not sent needs nothing said of it. */
  readonly isKept: boolean;
  begin(beginning: Beginning): Span;
  linkTo(span: Span): void;
  say(attributes: Attributes): void;
  end(ending?: Ending): void;
}

/** Traces, where they are wanted. This is all that the platform knows of them; what sends them is loaded only then (`opentelemetry.ts`). */
export interface Tracing {
  /** Begins a trace, or goes on with the one that a caller names by its header `traceparent`. */
  begin(beginning: Beginning, traceparent?: string | undefined): Span;
  /** Is told when traces cannot be sent. */
  onTrouble: (what: string) => void;
  /** Sends what is left, for as long as that may take at the end of a program. */
  close(): Promise<void>;
}

/** How traces are made and sent, by the variables that OpenTelemetry has standardised for that. */
export interface TracingSettings {
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly sampler: {
    readonly kind: 'always_on' | 'always_off' | 'traceidratio';
    /** The share of the traces that begin here which is kept. */
    readonly share: number;
    /** Whether a caller that sends its trace along says whether this part of it is kept. */
    readonly byParent: boolean;
  };
  /** Whether a trace goes on that a caller sends along. */
  readonly takesTraceparent: boolean;
  readonly batches: {
    readonly scheduledDelayMillis: number;
    readonly exportTimeoutMillis: number;
    readonly maxQueueSize: number;
    readonly maxExportBatchSize: number;
  };
  /** The most characters of what is said of a span. */
  readonly valueLength: number;
}
