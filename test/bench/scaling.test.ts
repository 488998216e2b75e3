import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readFigures } from '../../bench/report/figures.js';
import { costsFrom, KINDS } from '../../bench/scaling/costs.js';
import { POOR_COUNTIES } from '../../bench/scaling/provinces.js';
import { fewestNodes, type Measured, type Plan, type Simulation, simulate } from '../../bench/scaling/simulate.js';
import { diskFrom, totalOf } from '../../bench/scaling/sizes-on-disk.js';
import { readStorage } from '../../bench/scaling/storage.js';
import { TRAIL_TABLES } from '../../bench/scaling/tables.js';
import { projectFile } from '../../src/shared/root.js';

const RESULTS = projectFile('bench/RESULTS.md');
const figures = readFigures(RESULTS);
const storage = readStorage(RESULTS);
const costs = costsFrom(figures);
const measured: Measured = { costs, disk: diskFrom(storage), walBytesPerWrite: storage.write.walBytes };
const PLAN: Plan = {
  contributions: 1_000_000_000,
  years: 10,
  peak: 30,
  provinces: POOR_COUNTIES,
  nodes: 1,
  standbys: 2,
  readsOnStandbys: false,
  nationwide: 0.1,
};
const EVERY_COUNT = Array.from({ length: 30 }, (_, index) => index + 1);
const onNodes = (nodes: number, plan: Partial<Plan> = {}) => simulate({ ...PLAN, ...plan, nodes }, measured);
const sum = ({ nodes }: Simulation, field: 'contributions' | 'writesPerSecond' | 'requestsPerSecond' | 'walBytesPerSecond') =>
  nodes.reduce((whole, node) => whole + node[field], 0);

describe('the simulation of several primaries', () => {
  it.each([1, 2, 7, 22])('loses nothing and invents nothing: %i nodes together have all', (count) => {
    const [one, all] = [onNodes(1), onNodes(count)];
    expect(all.nodes.flatMap(({ provinces }) => provinces).sort()).toEqual(Object.keys(POOR_COUNTIES).sort());
    for (const field of ['contributions', 'writesPerSecond', 'walBytesPerSecond'] as const) expect(sum(all, field)).toBeCloseTo(sum(one, field), 3);
    const grown = ({ nodes }: Simulation) => nodes.reduce((whole, { disk }) => whole + disk.ledgerBytes + disk.trailBytes + disk.versionBytes, 0);
    expect(grown(all) / grown(one)).toBeCloseTo(1, 9);
    // What is asked of the whole nation is asked of each node, and nothing else is asked twice.
    const together = all.nodes[0]?.partsPerSecond ?? 0;
    expect(sum(all, 'requestsPerSecond') + together).toBeCloseTo(one.requestsPerSecond, 3);
    expect(all.nodes.every(({ partsPerSecond }) => partsPerSecond === together)).toBe(true);
  });

  it.each([0, 0.1, 1])('never gives the busiest node more to do where there are more, with %d of the lists nation-wide', (nationwide) => {
    const busiest = EVERY_COUNT.map((count) => {
      const { nodes } = onNodes(count, { nationwide });
      return { cores: Math.max(...nodes.map((node) => node.databaseCores)), bytes: Math.max(...nodes.map(({ disk }) => totalOf(disk))) };
    });
    for (const [index, { cores, bytes }] of busiest.entries()) {
      expect(cores).toBeLessThanOrEqual((busiest[index - 1]?.cores ?? Number.POSITIVE_INFINITY) + 1e-9);
      expect(bytes).toBeLessThanOrEqual((busiest[index - 1]?.bytes ?? Number.POSITIVE_INFINITY) + 1e-3);
    }
  });

  it('is no better than its largest province', () => {
    const { nodes } = onNodes(22);
    expect(Math.max(...nodes.map(({ contributions }) => contributions))).toBeCloseTo((PLAN.contributions * 88) / 832, 0);
  });

  it('has what was measured on one node', () => {
    const apart = KINDS.filter(({ workload }) => workload !== 'rest');
    for (const { workload } of apart) {
      const largest = figures
        .filter((one) => one.contestant === 'platform' && one.workload === workload)
        .sort((one, other) => other.contributions - one.contributions)[0];
      expect([workload, costs(workload, largest?.contributions ?? 0)]).toEqual([
        workload,
        { platformMs: largest?.cpuPerThousand, databaseMs: largest?.databaseCpuPerThousand },
      ]);
    }
    // Of the ledger that was measured larger: all of its tables but those whose rows come with writes.
    const { contributions, tables } = Object.values(storage.ledgers).sort((one, other) => other.contributions - one.contributions)[0] ?? {
      contributions: 0,
      tables: {},
    };
    const loaded = Object.entries(tables).filter(([name]) => !name.startsWith('past.') && !TRAIL_TABLES.includes(name));
    const { sharedBytes, fixedBytes, ledgerBytes } = measured.disk(contributions);
    expect(sharedBytes + fixedBytes + ledgerBytes).toBeCloseTo(
      loaded.reduce((whole, [, { heapBytes, indexBytes }]) => whole + heapBytes + indexBytes, 0),
      -1,
    );
    // A mix of fifty costs at the size that all of it was measured at at least what was measured of it whole.
    const mixed = figures.findLast((one) => one.contestant === 'platform' && one.workload === 'W9' && one.size === '1m');
    const parts = KINDS.reduce((whole, { workload, ofFifty }) => whole + costs(workload, 1_000_000).databaseMs * ofFifty, 0);
    expect(parts / 50).toBeGreaterThan((mixed?.databaseCpuPerThousand ?? Number.POSITIVE_INFINITY) * 0.9);
  });

  it('never takes a request for cheaper on a larger ledger', () => {
    for (const { workload } of KINDS) {
      const each = [1e4, 1e5, 1e6, 1e7, 1e8, 1e9].map((size) => costs(workload, size).databaseMs);
      expect(each).toEqual([...each].sort((one, other) => one - other));
    }
  });

  it('finds the fewest nodes that hold it, or that none do', () => {
    const within = (cores: number) => fewestNodes(PLAN, measured, ({ databaseCores }) => databaseCores <= cores);
    const coresOn = (count: number) => Math.max(...onNodes(count).nodes.map(({ databaseCores }) => databaseCores));
    expect(within(coresOn(1))).toBe(1);
    expect(within(coresOn(4))).toBeLessThanOrEqual(4);
    const found = within(coresOn(4)) ?? 0;
    expect(coresOn(found)).toBeLessThanOrEqual(coresOn(4));
    if (found > 1) expect(coresOn(found - 1)).toBeGreaterThan(coresOn(4));
    expect(within(0.001)).toBeNull();
  });

  it('takes readers off the primary where standbys answer them, and writers never', () => {
    const [without, withThem] = [onNodes(4), onNodes(4, { readsOnStandbys: true })].map(({ nodes }) => nodes[0]);
    expect(withThem?.databaseCores).toBeLessThan(without?.databaseCores ?? 0);
    const writes = ((without?.writesPerSecond ?? 0) * costs('W4-64', without?.contributions ?? 0).databaseMs) / 1000;
    expect(withThem?.databaseCores).toBeCloseTo(writes + ((without?.databaseCores ?? 0) - writes) / 3, 6);
  });

  it("has the reference's Yunnan among its provinces", () => {
    const listed = readFileSync(projectFile('seeds/reference/poor_counties.csv'), 'utf8').trim().split('\n').length - 1;
    expect(POOR_COUNTIES.云南).toBe(listed);
    expect(Object.values(POOR_COUNTIES).reduce((whole, one) => whole + one, 0)).toBe(832);
  });
});
