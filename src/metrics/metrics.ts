import { setTimeout } from 'node:timers/promises';
import { Counter, collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client';
import type { Finished } from '../seeing/finished.js';
import { type Pool, sql } from '../shared/sql.js';

/** What operators watch. Names and units are as Prometheus has them; docs/operating.md says what each is good for. */

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** How long the database has to answer. Whoever asks for metrics has them also where it does not. */
const ANSWER_MS = 2_000;

const ROWS = [1, 10, 100, 1_000, 10_000, 100_000];

export interface Answered {
  readonly method: string;
  /** The route and not the address, of which there is no end. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** What is written down as it happens. */
export class Metrics {
  readonly #answers = new Histogram({
    name: 'xieshou_http_request_duration_seconds',
    help: 'How long answers took, from the first byte of the request to the last of the answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
  });
  readonly #operations = new Counter({
    name: 'xieshou_operations_total',
    help: 'GraphQL operations by kind, role of who asked, and outcome: OK, or the code of the first error.',
    labelNames: ['operation', 'role', 'outcome'],
  });
  readonly #slow = new Counter({
    name: 'xieshou_slow_operations_total',
    help: 'GraphQL operations that took LOG_SLOW_MS or longer, each of which has its line in the log.',
    labelNames: ['operation'],
  });
  readonly #cost = new Histogram({
    name: 'xieshou_operation_cost_rows',
    help: 'What operations cost, as extensions.cost says it: rows that they may read.',
    labelNames: ['tier'],
    buckets: ROWS,
  });

  constructor() {
    collectDefaultMetrics();
  }

  answered({ method, route, status, seconds }: Answered): void {
    this.#answers.observe({ method, route, status }, seconds);
  }

  finished({ operation = 'none', role, errorCodes, charge }: Finished, isSlow: boolean): void {
    this.#operations.inc({ operation, role, outcome: errorCodes?.[0] ?? 'OK' });
    if (isSlow) this.#slow.inc({ operation });
    if (charge !== null) this.#cost.observe({ tier: charge.tier }, charge.rows);
  }

  /** Asked of the database each time that somebody looks; where it does not answer, that is what is told. */
  watch(database: Pick<Pool, 'send' | 'connections' | 'replicas'>): void {
    let looking: Promise<void> | undefined;
    // All that are told at once are told of one look.
    const collect = () => {
      looking ??= look().finally(() => {
        looking = undefined;
      });
      return looking;
    };
    const up = new Gauge({
      name: 'xieshou_database_up',
      help: '1 where the database answers this process, 0 where it does not.',
      aggregator: 'min',
      collect,
    });
    const backlog = new Gauge({
      name: 'xieshou_backlog',
      help: 'What is done in the background and not done yet, counted to 10,000: rollup (rows to fold), seal (entries of the history), outbox (events), webhook (endpoints that are a minute late).',
      labelNames: ['kind'],
      // Every process sees the same.
      aggregator: 'max',
      collect,
    });
    const waits = new Gauge({
      name: 'xieshou_backlog_seconds',
      help: 'How long the oldest of it has been waiting: seal (an entry of the history), outbox (an event), webhook (an endpoint whose time has come). Nothing where nothing waits.',
      labelNames: ['kind'],
      aggregator: 'max',
      collect,
    });
    new Gauge({
      name: 'xieshou_database_connections',
      help: 'Connections to the database server: busy, idle, and wanted by requests that wait for one.',
      labelNames: ['state'],
      collect() {
        for (const [state, count] of Object.entries(database.connections?.() ?? {})) this.set({ state }, count);
      },
    });
    new Gauge({
      name: 'xieshou_replicas_in_use',
      help: 'How many replicas this process reads from at present.',
      aggregator: 'min',
      collect() {
        this.set(database.replicas?.usable ?? 0);
      },
    });
    async function look(): Promise<void> {
      try {
        const asked = sql<{ kind: string; waiting: string; seconds: number | null }>`
          select kind, waiting, seconds from backlog() left join backlog_ages() using (kind)`.execute(database);
        const late = setTimeout(ANSWER_MS, undefined, { ref: false }).then(() => Promise.reject(new Error('The database does not answer')));
        const { rows } = await Promise.race([asked, late]);
        waits.reset();
        for (const { kind, waiting, seconds } of rows) {
          backlog.set({ kind }, Number(waiting));
          if (seconds !== null) waits.set({ kind }, seconds);
        }
        up.set(1);
      } catch {
        backlog.reset();
        waits.reset();
        up.set(0);
      }
    }
  }

  /** In the text format of Prometheus. */
  text(): Promise<string> {
    return register.metrics();
  }
}

export const METRICS_TYPE = register.contentType;
