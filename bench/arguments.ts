import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { CONTESTANTS } from './contestants/all.js';
import type { Contestant } from './contestants/contestant.js';
import { type Size, sizeNamed } from './sizes.js';
import { WORKLOADS } from './workloads/all.js';
import type { Workload } from './workloads/workload.js';

/** What a run was asked to measure, and how. */
export interface Run {
  readonly startedAt: string;
  readonly sizes: readonly Size[];
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  readonly databaseConnections: number;
  readonly processes: number;
  readonly workloads: readonly Workload[];
  readonly contestants: readonly Contestant[];
  readonly out: string;
}

export function readRun(args: readonly string[]): Run {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '1m' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '5' },
      connections: { type: 'string', default: '16' },
      'database-connections': { type: 'string', default: '10' },
      processes: { type: 'string', default: String(availableParallelism()) },
      workloads: { type: 'string', default: '' },
      contestants: { type: 'string', default: '' },
      out: { type: 'string', default: 'bench/RESULTS.md' },
    },
  });
  return {
    startedAt: new Date().toISOString(),
    sizes: values.sizes.split(',').map(sizeNamed),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    connections: Number(values.connections),
    databaseConnections: Number(values['database-connections']),
    processes: Number(values.processes),
    workloads: chosen(WORKLOADS, values.workloads, (workload, name) => workload.name === name || workload.name.startsWith(`${name}-`)),
    contestants: chosen(CONTESTANTS, values.contestants, (contestant, name) => contestant.name === name),
    out: values.out,
  };
}

/** Those that a list of names asks for, in their own order; all where it is empty. */
function chosen<Item extends { readonly name: string }>(
  items: readonly Item[],
  names: string,
  isNamed: (item: Item, name: string) => boolean,
): Item[] {
  if (names === '') return [...items];
  const wanted = names.split(',');
  const unknown = wanted.find((name) => !items.some((item) => isNamed(item, name)));
  if (unknown !== undefined) throw new Error(`Expected some of ${items.map(({ name }) => name)}, got "${unknown}"`);
  return items.filter((item) => wanted.some((name) => isNamed(item, name)));
}
