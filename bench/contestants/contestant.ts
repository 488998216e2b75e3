import type { HttpRequest } from '../measuring/request.js';
import type { Ask } from '../workloads/workload.js';

/** What a contestant is started with; it is the same for all. */
export interface Conditions {
  readonly databaseUrl: string;
  readonly connections: number;
  readonly processes: number;
  readonly port: number;
}

/** A program that answers the workloads, in a process of its own. */
export interface Contestant {
  readonly name: string;
  readonly title: string;
  /** Its compiled main file. */
  readonly main: string;
  readonly environment: (conditions: Conditions) => Readonly<Record<string, string>>;
  /** What has to be known before it can be asked. */
  readonly prepare?: (port: number) => Promise<void>;
  /** Its way to ask; null where it has no answer. */
  readonly request: (ask: Ask) => HttpRequest | null;
  /** The data in the platform's form, from the answer as JSON. */
  readonly data: (ask: Ask, answer: unknown) => unknown;
}

export function bearer({ token }: Pick<Ask, 'token'>): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** A program of the benchmark's own, which serves with one process: it is spread over as many as the platform has. */
export function spread(main: string, settings: Readonly<Record<string, string>> = {}): Pick<Contestant, 'main' | 'environment'> {
  return {
    main: 'dist/bench/contestants/spread.js',
    environment: ({ databaseUrl, connections, processes, port }) => ({
      ...settings,
      MAIN: main,
      PROCESSES: String(processes),
      DATABASE_URL: databaseUrl,
      DATABASE_CONNECTIONS: String(connections),
      PORT: String(port),
      NODE_ENV: 'production',
    }),
  };
}
