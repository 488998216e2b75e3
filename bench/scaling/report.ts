import { parseArgs } from 'node:util';
import { readFigures } from '../report/figures.js';
import { short, table } from '../report/table.js';
import { sizeNamed } from '../sizes.js';
import { costsFrom } from './costs.js';
import { POOR_COUNTIES } from './provinces.js';
import { fewestNodes, type Measured, type Node, type Plan, type Simulation, simulate } from './simulate.js';
import { diskFrom, totalOf } from './sizes-on-disk.js';
import { readStorage } from './storage.js';

const GIGA = 1_000_000_000;

/** What a node is, and how much of it may be used. */
interface Machine {
  readonly cores: number;
  readonly utilisation: number;
  readonly diskBytes: number;
  readonly hotYears: number;
}

/** npm run bench -- scaling: what a ledger of so many contributions takes, on how many nodes, by what was measured on one. Gives Markdown. */
export function scalingReport(args: readonly string[]): string {
  const { values } = parseArgs({
    args: [...args],
    options: {
      contributions: { type: 'string', default: '1000m' },
      years: { type: 'string', default: '10' },
      peak: { type: 'string', default: '30' },
      nodes: { type: 'string', default: '' },
      standbys: { type: 'string', default: '2' },
      'reads-on-standbys': { type: 'boolean', default: false },
      nationwide: { type: 'string', default: '0.1' },
      cores: { type: 'string', default: '32' },
      utilisation: { type: 'string', default: '0.6' },
      terabytes: { type: 'string', default: '4' },
      'hot-years': { type: 'string', default: '2' },
      out: { type: 'string', default: 'bench/RESULTS.md' },
    },
  });
  const storage = readStorage(values.out);
  const measured: Measured = {
    costs: costsFrom(readFigures(values.out)),
    disk: diskFrom(storage),
    walBytesPerWrite: storage.write.walBytes,
  };
  const machine: Machine = {
    cores: Number(values.cores),
    utilisation: Number(values.utilisation),
    diskBytes: Number(values.terabytes) * 1_000 * GIGA,
    hotYears: Number(values['hot-years']),
  };
  const plan: Omit<Plan, 'nodes'> = {
    contributions: sizeNamed(values.contributions).contributions,
    years: Number(values.years),
    peak: Number(values.peak),
    provinces: POOR_COUNTIES,
    standbys: Number(values.standbys),
    readsOnStandbys: values['reads-on-standbys'],
    nationwide: Number(values.nationwide),
  };
  const holds = ({ databaseCores, disk }: Node) =>
    databaseCores <= machine.cores * machine.utilisation && totalOf(disk) <= machine.diskBytes * machine.utilisation;
  const fewest = fewestNodes({ ...plan, nodes: 1 }, measured, holds);
  const nodes = values.nodes === '' ? (fewest ?? Object.keys(plan.provinces).length) : Number(values.nodes);
  const counts = [...new Set([1, 2, 4, 8, nodes, Object.keys(plan.provinces).length])].sort((one, other) => one - other);
  const simulations = counts.map((count): [number, Simulation] => [count, simulate({ ...plan, nodes: count }, measured)]);
  const chosen = simulate({ ...plan, nodes }, measured);
  return [
    inWords(plan, machine, chosen, fewest),
    growthTable(simulations, machine, plan),
    `On ${nodes} ${nodes === 1 ? 'node' : 'nodes'}, each at the busiest hour:`,
    nodeTable(chosen, plan, machine),
  ].join('\n\n');
}

function inWords(
  plan: Omit<Plan, 'nodes'>,
  { cores, utilisation, diskBytes }: Machine,
  { writesPerSecond, requestsPerSecond, platformCores }: Simulation,
  fewest: number | null,
): string {
  const room = `${cores} cores and ${short(diskBytes / GIGA / 1000)} TB, of which ${utilisation * 100} % are used at most`;
  return [
    `${plan.contributions / 1_000_000} million contributions in ${plan.years} years, and in the busiest hour ${plan.peak} times as many as in the mean:`,
    `${short(writesPerSecond)} writes and ${short(requestsPerSecond)} requests a second in all, ${plan.nationwide * 100} % of the lists over the whole nation. The platform's own`,
    `processes take ${short(platformCores)} cores for them. With ${room}, and ${plan.standbys} standbys`,
    `${plan.readsOnStandbys ? 'that answer reads' : 'that answer nothing'}, ${fewest === null ? 'a province to a node is not enough' : `it takes ${fewest} ${fewest === 1 ? 'node' : 'nodes'}`}.`,
  ].join(' ');
}

function growthTable(simulations: readonly [number, Simulation][], machine: Machine, plan: Omit<Plan, 'nodes'>): string {
  const head = ['nodes', 'busiest: share of rows', 'cores', 'cores used', 'disk, GB', 'hot, GB', 'WAL, MB/s', 'platform, cores', 'servers in all'];
  const rows = simulations.map(([count, { nodes, platformCores }]) => {
    const busiest = nodes.reduce((worst, node) => (node.databaseCores > worst.databaseCores ? node : worst));
    return [
      String(count),
      `${short((busiest.contributions / plan.contributions) * 100)} %`,
      short(busiest.databaseCores),
      `${short((busiest.databaseCores / machine.cores) * 100)} %`,
      short(totalOf(busiest.disk) / GIGA),
      short(hotBytes(busiest, machine, plan) / GIGA),
      short(busiest.walBytesPerSecond / 1_000_000),
      short(platformCores),
      String(count * (1 + plan.standbys)),
    ];
  });
  return table(head, rows);
}

function nodeTable({ nodes }: Simulation, plan: Omit<Plan, 'nodes'>, machine: Machine): string {
  const head = ['provinces', 'million rows', 'writes/s', 'requests/s', 'parts of nation-wide ones/s', 'cores', 'disk, GB', 'hot, GB'];
  const rows = nodes.map((node) => [
    node.provinces.join(' '),
    short(node.contributions / 1_000_000),
    short(node.writesPerSecond),
    short(node.requestsPerSecond),
    short(node.partsPerSecond),
    short(node.databaseCores),
    short(totalOf(node.disk) / GIGA),
    short(hotBytes(node, machine, plan) / GIGA),
  ]);
  return table(head, rows);
}

/** What is asked for again and again, and ought to lie in memory: what is the same everywhere, and the newest years of the rest. */
function hotBytes({ disk }: Node, { hotYears }: Machine, { years }: Omit<Plan, 'nodes'>): number {
  return disk.sharedBytes + disk.fixedBytes + Math.min(1, hotYears / years) * (disk.ledgerBytes + disk.trailBytes);
}
