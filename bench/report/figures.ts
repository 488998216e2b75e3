import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Run } from '../arguments.js';
import type { Contestant } from '../contestants/contestant.js';
import type { Measurement } from '../measuring/measure.js';
import type { Size } from '../sizes.js';
import type { Workload } from '../workloads/workload.js';

/** What a contestant did in a workload on a ledger of a size: medians of the rounds. */
export interface Figure {
  /** When the run began that it is of: ratios are of one run only. */
  readonly run: string;
  readonly size: string;
  readonly contributions: number;
  readonly workload: string;
  readonly contestant: string;
  readonly rounds: number;
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
  readonly firstError: string | null;
  readonly statements: number;
  readonly cpuPerThousand: number;
  readonly databaseCpuPerThousand: number;
  readonly peakMegabytes: number | null;
}

const FIGURES = 'figures.json';

interface Measured {
  readonly size: Size;
  readonly run: Run;
  readonly workload: Workload;
  readonly contestant: Contestant;
  readonly rounds: readonly Measurement[];
  readonly statements: number;
}

export function figureOf({ size, run, workload, contestant, rounds, statements }: Measured): Figure {
  const middle = (field: 'requestsPerSecond' | 'p50' | 'p99' | 'cpuPerThousand' | 'databaseCpuPerThousand') =>
    median(rounds.map((round) => round[field]));
  return {
    run: run.startedAt,
    size: size.name,
    contributions: size.contributions,
    workload: workload.name,
    contestant: contestant.name,
    rounds: rounds.length,
    connections: workload.connections ?? run.connections,
    requestsPerSecond: middle('requestsPerSecond'),
    p50: middle('p50'),
    p99: middle('p99'),
    errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
    firstError: rounds.find(({ firstError }) => firstError !== null)?.firstError ?? null,
    statements,
    cpuPerThousand: middle('cpuPerThousand'),
    databaseCpuPerThousand: middle('databaseCpuPerThousand'),
    peakMegabytes: rounds.reduce<number | null>(
      (peak, { peakMegabytes }) => (peakMegabytes === null ? peak : Math.max(peak ?? 0, peakMegabytes)),
      null,
    ),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** Where figures and pictures of a report lie: beside it. */
export function resultsFile(out: string, name: string): string {
  return join(dirname(out), 'results', name);
}

export function readFigures(out: string): Figure[] {
  const file = resultsFile(out, FIGURES);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

/** New figures take the place of those of the same size, workload and contestant, so that sizes may be measured one by one. */
export function keepFigures(out: string, figures: readonly Figure[]): void {
  const key = ({ size, workload, contestant }: Figure) => [size, workload, contestant].join();
  const all = new Map([...readFigures(out), ...figures].map((figure) => [key(figure), figure]));
  const file = resultsFile(out, FIGURES);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify([...all.values()], rounded, 2)}\n`);
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(5)) : value;
}
