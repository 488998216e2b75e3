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

export function bearer({ token }: Ask): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** Of a program of the benchmark's own. */
export function ownEnvironment({ databaseUrl, connections, port }: Conditions): Readonly<Record<string, string>> {
  return { DATABASE_URL: databaseUrl, DATABASE_CONNECTIONS: String(connections), PORT: String(port), NODE_ENV: 'production' };
}
