import { type Cost, type Costs, KINDS, plus, times } from './costs.js';
import { type Disk, WRITES_OF_A_LIFE } from './sizes-on-disk.js';

/** What a nation asks of the platform, and what it stands on. */
export interface Plan {
  readonly contributions: number;
  /** Over how many years they came, and how much busier the busiest hour is than the mean. */
  readonly years: number;
  readonly peak: number;
  /** How much falls to each province; any unit. */
  readonly provinces: Readonly<Record<string, number>>;
  readonly nodes: number;
  /** Synchronous standbys of each node. */
  readonly standbys: number;
  /** Whether they answer reads as well. */
  readonly readsOnStandbys: boolean;
  /** Which share of the lists asks for the whole nation. */
  readonly nationwide: number;
}

/** What was measured on one node. */
export interface Measured {
  readonly costs: Costs;
  readonly disk: (contributions: number) => Disk;
  readonly walBytesPerWrite: number;
}

/** A first server with its standbys, at the busiest hour. */
export interface Node {
  readonly provinces: readonly string[];
  readonly contributions: number;
  readonly writesPerSecond: number;
  /** Those that it answers alone, and its part of those that all answer. */
  readonly requestsPerSecond: number;
  readonly partsPerSecond: number;
  /** Cores that are at work on the first server. */
  readonly databaseCores: number;
  /** Cores of the platform for its answers, wherever they stand. */
  readonly platformCores: number;
  readonly walBytesPerSecond: number;
  readonly disk: Disk;
}

export interface Simulation {
  readonly nodes: readonly Node[];
  readonly writesPerSecond: number;
  readonly requestsPerSecond: number;
  /** Of the platform's own processes, which hold nothing and stand anywhere. */
  readonly platformCores: number;
}

const SECONDS_OF_A_YEAR = 31_557_600;
const MIX = KINDS.reduce((sum, { ofFifty }) => sum + ofFifty, 0);
const WRITES_OF_MIX = KINDS.filter(({ writes }) => writes).reduce((sum, { ofFifty }) => sum + ofFifty, 0);

export function simulate(plan: Plan, measured: Measured): Simulation {
  const writesPerSecond = (plan.contributions / (plan.years * SECONDS_OF_A_YEAR)) * WRITES_OF_A_LIFE * plan.peak;
  const requestsPerSecond = (writesPerSecond * MIX) / WRITES_OF_MIX;
  const placed = placedOn(plan);
  const nodes = placed.map(({ provinces, share }) => nodeOf(plan, measured, { provinces, share, requestsPerSecond }));
  return { nodes, writesPerSecond, requestsPerSecond, platformCores: nodes.reduce((sum, node) => sum + node.platformCores, 0) };
}

/** The largest province first, each to the node that has least: with more nodes none gets more. */
function placedOn({ provinces, nodes }: Plan): { provinces: string[]; share: number }[] {
  const whole = Object.values(provinces).reduce((sum, one) => sum + one, 0);
  const placed = Array.from({ length: nodes }, () => ({ provinces: [] as string[], share: 0 }));
  for (const [name, weight] of Object.entries(provinces).sort(([, one], [, other]) => other - one)) {
    const least = placed.reduce((best, one) => (one.share < best.share ? one : best));
    least.provinces.push(name);
    least.share += weight / whole;
  }
  return placed;
}

/** Requests a second of each kind. */
type Rates = Readonly<Record<string, number>>;

/** What a node with this share of the nation answers alone, and what every node has a part in. */
function ratesOf({ nationwide, nodes }: Plan, share: number, requestsPerSecond: number): { alone: Rates; together: Rates } {
  const alone: Record<string, number> = {};
  const together: Record<string, number> = {};
  for (const { workload, ofFifty, reach } of KINDS) {
    const all = (requestsPerSecond * ofFifty) / MIX;
    // One node has everything, and nothing to put together.
    const apart = nodes === 1 ? 0 : { ALL: 1, LIST: nationwide, PROVINCE: 0, ANY: 0 }[reach];
    alone[workload] = all * (1 - apart) * (reach === 'ANY' ? 1 / nodes : share);
    together[workload] = all * apart;
  }
  return { alone, together };
}

/** What so many requests a second take of the processors in a second, on a ledger of a size. */
function takenBy({ costs }: Measured, contributions: number, rates: Rates): Cost {
  return Object.entries(rates)
    .map(([workload, perSecond]) => times(costs(workload, contributions), perSecond))
    .reduce(plus);
}

interface Placed {
  readonly provinces: readonly string[];
  readonly share: number;
  readonly requestsPerSecond: number;
}

function nodeOf(plan: Plan, measured: Measured, { provinces, share, requestsPerSecond }: Placed): Node {
  const contributions = plan.contributions * share;
  const { alone, together } = ratesOf(plan, share, requestsPerSecond);
  const writing = takenBy(measured, contributions, only(alone, true));
  const reading = plus(takenBy(measured, contributions, only(alone, false)), takenBy(measured, contributions, together));
  const writesPerSecond = sumOf(only(alone, true));
  return {
    provinces,
    contributions,
    writesPerSecond,
    requestsPerSecond: sumOf(alone),
    partsPerSecond: sumOf(together),
    databaseCores: (writing.databaseMs + reading.databaseMs / (plan.readsOnStandbys ? 1 + plan.standbys : 1)) / 1000,
    platformCores: plus(writing, reading).platformMs / 1000,
    walBytesPerSecond: writesPerSecond * measured.walBytesPerWrite,
    disk: measured.disk(contributions),
  };
}

function only(rates: Rates, writes: boolean): Rates {
  return Object.fromEntries(KINDS.filter((kind) => kind.writes === writes).map(({ workload }) => [workload, rates[workload] ?? 0]));
}

function sumOf(rates: Rates): number {
  return Object.values(rates).reduce((sum, one) => sum + one, 0);
}

/** The fewest nodes of which the busiest uses no more than so many cores and so much disk; null where even one province to a node is too much. */
export function fewestNodes(plan: Plan, measured: Measured, within: (node: Node) => boolean): number | null {
  for (let nodes = 1; nodes <= Object.keys(plan.provinces).length; nodes += 1) {
    if (simulate({ ...plan, nodes }, measured).nodes.every(within)) return nodes;
  }
  return null;
}
