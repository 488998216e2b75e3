/** What the issue asks of the platform at a million contributions: its requests a second to those of another, at least. */
export interface Target {
  readonly workload: string;
  readonly floor: number;
  readonly postgraphile: number;
}

export const TARGETS: readonly Target[] = [
  { workload: 'W1', floor: 0.75, postgraphile: 7 },
  { workload: 'W2', floor: 0.6, postgraphile: 50 },
  { workload: 'W3', floor: 0.6, postgraphile: 50 },
  { workload: 'W4-64', floor: 0.5, postgraphile: 1.5 },
  { workload: 'W5', floor: 0.65, postgraphile: 3 },
  { workload: 'W6', floor: 0.6, postgraphile: 2 },
  { workload: 'W7', floor: 3, postgraphile: 20 },
  { workload: 'W8', floor: 0.6, postgraphile: 2 },
];

export const TARGET_SIZE = '1m';

/** p50 at the largest size to p50 at the smallest, at most. */
export const GROWTH = { from: '100k', to: '10m', most: 1.3 } as const;

/** W4 on one county to W4 on many, at least. */
export const ONE_COUNTY = 0.9;

/** Those of the past to the same of the present, at least. */
export const PAST = 1 / 3;

/** Megabytes that a process may hold under W1 with 256 connections at ten million rows, and how much of it late to early: no growth. */
export const MOST_MEGABYTES = 300;
export const MOST_GROWTH = 1.05;

/** W1 on the embedded database, in requests a second, at least. */
export const EMBEDDED = 40;
