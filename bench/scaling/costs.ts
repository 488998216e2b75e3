import type { Figure } from '../report/figures.js';

/** What a request takes of the processor, in milliseconds. */
export interface Cost {
  readonly platformMs: number;
  readonly databaseMs: number;
}

const NOTHING: Cost = { platformMs: 0, databaseMs: 0 };

export function plus(one: Cost, other: Cost): Cost {
  return { platformMs: one.platformMs + other.platformMs, databaseMs: one.databaseMs + other.databaseMs };
}

export function times({ platformMs, databaseMs }: Cost, factor: number): Cost {
  return { platformMs: platformMs * factor, databaseMs: databaseMs * factor };
}

/** Which nodes a request of a kind is answered by. */
type Reach =
  /** The one that has the province. */
  | 'PROVINCE'
  /** Any: what it asks for is the same on all. */
  | 'ANY'
  /** The one that has the province, or where somebody asks for the whole nation, all. */
  | 'LIST'
  /** All: a partner gives to several provinces. */
  | 'ALL';

export interface Kind {
  readonly workload: string;
  /** How many of the fifty requests of the mixed workload (bench/workloads/mixed.ts). */
  readonly ofFifty: number;
  readonly reach: Reach;
  readonly writes: boolean;
}

const REST = 'rest';
const MIXED = 'W9';

/** What the mixed workload is made of. The rest, a village's page and its search, is not measured apart: it is what is left of the whole. */
export const KINDS: readonly Kind[] = [
  { workload: 'W7', ofFifty: 8, reach: 'ANY', writes: false },
  { workload: 'W1', ofFifty: 8, reach: 'LIST', writes: false },
  { workload: 'W8', ofFifty: 8, reach: 'ANY', writes: false },
  { workload: 'W3', ofFifty: 5, reach: 'PROVINCE', writes: false },
  { workload: 'W5', ofFifty: 4, reach: 'PROVINCE', writes: false },
  { workload: 'W2', ofFifty: 2, reach: 'ALL', writes: false },
  { workload: REST, ofFifty: 7, reach: 'PROVINCE', writes: false },
  { workload: 'W4-64', ofFifty: 3, reach: 'PROVINCE', writes: true },
  { workload: 'W10', ofFifty: 3, reach: 'PROVINCE', writes: false },
  { workload: 'W6', ofFifty: 2, reach: 'LIST', writes: false },
];

/** What a request of a kind costs on a ledger of so many contributions, by what was measured. */
export type Costs = (workload: string, contributions: number) => Cost;

/**
 * From the smallest to the largest ledger that was measured, a cost grows by as much each time the ledger grows tenfold, and beyond it goes on
 * so. It never falls with size: what was measured lower on a larger ledger is taken as it was there for all.
 */
export function costsFrom(figures: readonly Figure[]): Costs {
  const ours = figures.filter(({ contestant }) => contestant === 'platform').sort((one, other) => one.contributions - other.contributions);
  const rest = restOf(ours);
  return (workload, contributions) => {
    if (workload === REST) return rest;
    const points = ours.filter((figure) => figure.workload === workload);
    const [smallest, largest] = [points[0], points.at(-1)];
    if (smallest === undefined || largest === undefined) throw new Error(`Expected figures of ${workload}; npm run bench measures it`);
    const tens = Math.log10(largest.contributions / smallest.contributions);
    const grown = (field: 'cpuPerThousand' | 'databaseCpuPerThousand') => {
      const each = tens === 0 ? 0 : Math.max(0, (largest[field] - smallest[field]) / tens);
      const atMostDown = Math.max(contributions, smallest.contributions);
      return largest[field] + each * Math.log10(atMostDown / largest.contributions);
    };
    return { platformMs: grown('cpuPerThousand'), databaseMs: grown('databaseCpuPerThousand') };
  };
}

/** On the largest ledger that the mixed workload was measured on, with all that it is made of. */
function restOf(ours: readonly Figure[]): Cost {
  const known = KINDS.filter(({ workload }) => workload !== REST);
  const at = (size: string) => (workload: string) => ours.find((figure) => figure.size === size && figure.workload === workload);
  const size = ours.findLast((figure) => figure.workload === MIXED && known.every(({ workload }) => at(figure.size)(workload)))?.size;
  if (size === undefined) throw new Error(`Expected figures of ${MIXED} and of what it is made of on one ledger; npm run bench measures them`);
  const costOf = (workload: string): Cost => {
    const figure = at(size)(workload);
    return figure ? { platformMs: figure.cpuPerThousand, databaseMs: figure.databaseCpuPerThousand } : NOTHING;
  };
  const left = known.reduce((whole, { workload, ofFifty }) => plus(whole, times(costOf(workload), -ofFifty)), times(costOf(MIXED), 50));
  const { ofFifty = 1 } = KINDS.find(({ workload }) => workload === REST) ?? {};
  return times({ platformMs: Math.max(0, left.platformMs), databaseMs: Math.max(0, left.databaseMs) }, 1 / ofFifty);
}
