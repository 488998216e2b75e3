import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from '../metrics/metrics.js';
import { OPERATION_BEGINS, operationEnds, operationRefused, REQUEST_LEFT, requestBegins, requestEnds } from '../seeing/conventions.js';
import type { Finished } from '../seeing/finished.js';
import { Running, runIn } from '../seeing/running.js';
import type { Tracing } from '../seeing/tracing.js';
import { inLine, slowLine } from './operation-lines.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null only where a request is refused before there is anything of it. */
    running: Running | null;
  }
}

interface Watchers {
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics | null;
  readonly tracing: Tracing | null;
  /** From how long on an operation is slow; 0 where none is. */
  readonly slowMs: number;
}

/** Says what goes on: each operation and each request, once it is over, is one record, and the log, the metrics and the trace are told of it here. */
export class Watch {
  /** Whether anybody wants to know of statements. Where nobody does, nothing is kept of them. */
  readonly #looks: boolean;

  constructor(private readonly watchers: Watchers) {
    this.#looks = watchers.slowMs > 0 || watchers.tracing !== null;
  }

  /** Watches every request, from its first hook to its last. */
  requests(app: FastifyInstance): void {
    app.decorateRequest('running', null);
    app.addHook('onRequest', (request, reply, done) => {
      this.#begin(request, reply);
      done();
    });
    app.addHook('preHandler', (request, _reply, done) => {
      if (this.#looks && request.running) runIn(request.running, done);
      else done();
    });
    app.addHook('onResponse', (request, reply, done) => {
      this.#answered(request, reply);
      done();
    });
  }

  /** The request turns out to be an operation. */
  beginOperation({ running }: FastifyRequest): void {
    running?.beginOperation(running.whole?.begin(OPERATION_BEGINS) ?? null);
  }

  /** Does the work of a subscription, which no request is the beginning of, as an operation of its own. */
  async subscription<Result>(requestId: string, work: (running: Running) => Promise<Result>): Promise<Result> {
    const running = new Running(requestId, null, this.#toldOfEvent);
    running.beginOperation(this.watchers.tracing?.begin(OPERATION_BEGINS) ?? null);
    return this.#looks ? runIn(running, () => work(running)) : work(running);
  }

  #begin(request: FastifyRequest, reply: FastifyReply): void {
    const { id, method, url, protocol, raw, headers, routeOptions } = request;
    const [path = ''] = url.split('?');
    const whole = isHealth(request)
      ? null
      : (this.watchers.tracing?.begin(
          requestBegins({ method, path, route: routeOptions.url, scheme: protocol, httpVersion: raw.httpVersion, requestId: id }),
          headers.traceparent?.toString(),
        ) ?? null);
    const running = new Running(id, whole, this.#told);
    request.running = running;
    if (whole !== null) {
      request.log = request.log.child({ traceId: whole.traceId });
      reply.log = request.log;
    }
    // Comes after the answer, or without one.
    reply.raw.once('close', () => {
      if (!running.isAnswered) this.#left(request, reply);
    });
  }

  readonly #told = (finished: Finished, running: Running): void => {
    const { log, metrics, slowMs } = this.watchers;
    const isSlow = slowMs > 0 && finished.durationMs >= slowMs;
    metrics?.finished(finished, isSlow);
    if (isSlow) log.warn(slowLine(finished), 'slow operation');
    running.span?.end(operationEnds(finished));
  };

  /** An event has no request whose line would say what it was. */
  readonly #toldOfEvent = (finished: Finished, running: Running): void => {
    const { requestId, traceId, durationMs } = finished;
    this.watchers.log.debug({ requestId, traceId, durationMs: Math.round(durationMs), ...inLine(finished) }, 'event');
    this.#told(finished, running);
  };

  /** One line for each request; of health checks only where they fail. */
  #answered(request: FastifyRequest, reply: FastifyReply): void {
    const { running } = request;
    const { statusCode, elapsedTime } = reply;
    request.log[isHealth(request) && statusCode < 400 ? 'debug' : 'info'](
      { req: request, res: reply, durationMs: Math.round(elapsedTime), ...(running?.finished && inLine(running.finished)) },
      'request',
    );
    this.watchers.metrics?.answered({
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: statusCode,
      seconds: elapsedTime / 1000,
    });
    if (running === null) return;
    running.isOver = true;
    running.isAnswered = true;
    if (running.span !== running.whole) running.span?.end(operationRefused(statusCode));
    running.whole?.end(requestEnds(statusCode));
  }

  /** What it asked for may still be worked at, and says what it was when it is done. */
  #left(request: FastifyRequest, reply: FastifyReply): void {
    request.log.info({ req: request, durationMs: Math.round(reply.elapsedTime) }, 'request whose client has left');
    request.running?.whole?.end(REQUEST_LEFT);
  }
}

/** They come every few seconds, and nobody asks for what they are. */
function isHealth({ url }: FastifyRequest): boolean {
  return url.startsWith('/health');
}
