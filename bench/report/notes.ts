import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CostFigure } from '../measuring/cost.js';
import { resultsFile } from './figures.js';

/** A minute of a soak, and what was held at its end. */
export interface SoakMinute {
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
  /** Of the platform's largest process. */
  readonly megabytes: number | null;
  /** Of the platform's processes. */
  readonly files: number;
  /** What PostgreSQL's processes hold beside what they share. */
  readonly databaseMegabytes: number | null;
  readonly connections: number;
}

/** What a process held at a moment, and how long a plain question took it then. */
export interface ConnectionsStage {
  readonly title: string;
  readonly megabytes: number | null;
  readonly files: number;
  readonly p50: number;
  readonly p99: number;
}

/** What was measured apart from the workloads. */
export interface Notes {
  /** Whether the server's shared memory lay in huge pages in the last run: on, off or unknown. */
  readonly hugePages?: string;
  readonly memory?: {
    readonly size: string;
    readonly connections: number;
    readonly minutes: number;
    readonly requestsPerSecond: number;
    readonly errors: number;
    readonly peakMegabytes: number | null;
    readonly earlyMegabytes: number;
    readonly lateMegabytes: number;
  };
  readonly soak?: {
    readonly size: string;
    readonly processes: number;
    readonly share: number;
    readonly requestsPerSecond: number;
    readonly minutes: readonly SoakMinute[];
  };
  readonly connections?: {
    readonly size: string;
    readonly stages: readonly ConnectionsStage[];
    readonly told: { readonly subscribers: number; readonly milliseconds: number };
  };
  readonly cost?: { readonly size: string; readonly figures: readonly CostFigure[] };
  readonly embedded?: { readonly requestsPerSecond: number; readonly p50: number; readonly p99: number; readonly errors: number };
}

const FILE = 'notes.json';

export function readNotes(out: string): Notes {
  const file = resultsFile(out, FILE);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

export function keepNote<Name extends keyof Notes>(out: string, name: Name, note: NonNullable<Notes[Name]>): void {
  const file = resultsFile(out, FILE);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...readNotes(out), [name]: note }, null, 2)}\n`);
}
