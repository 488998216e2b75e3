import { writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { WORKLOADS } from '../workloads/all.js';
import { drawCostBySize } from './cost-by-size.js';
import { type Figure, median, readFigures, resultsFile } from './figures.js';
import { machineLines } from './machine.js';
import { type Notes, readNotes, type SoakMinute } from './notes.js';
import { short, table } from './table.js';
import { EMBEDDED, GROWTH, MOST_GROWTH, MOST_MEGABYTES, ONE_COUNTY, PAST, TARGET_SIZE, TARGETS } from './targets.js';

/** Writes the report from all figures that are kept. */
export function writeReport(out: string, args: readonly string[]): void {
  const figures = readFigures(out);
  const picture = resultsFile(out, 'cost-by-size.svg');
  writeFileSync(picture, drawCostBySize(figures.filter(({ contestant }) => contestant === 'platform')));
  const sizes = [...new Map(figures.map(({ size, contributions }) => [size, contributions]))].sort(([, a], [, b]) => a - b).map(([size]) => size);
  writeFileSync(
    out,
    [
      '# Results',
      'Written by `npm run bench`; [README.md](README.md) says what is measured and how. Medians of the rounds; ratios are of requests a second within one run.',
      '## Where and how',
      [
        ...machineLines(),
        `- PostgreSQL's shared memory in huge pages: ${readNotes(out).hugePages ?? 'unknown'}`,
        `- \`npm run bench${args.length === 0 ? '' : ` -- ${args.join(' ')}`}\``,
      ].join('\n'),
      '## The targets, at a million contributions',
      targetTable(figures),
      '## Growth',
      growthTable(figures),
      `![p50 against size](${relative(dirname(out), picture)})`,
      '## Memory and the embedded database',
      noteTable(readNotes(out)),
      '## A long time under load',
      soakTable(readNotes(out)),
      '## Many connections to one process',
      connectionsTable(readNotes(out)),
      '## The cost that answers say',
      costTable(readNotes(out)),
      ...sizes.flatMap((size) => [`## ${size} contributions`, sizeTable(figures.filter((figure) => figure.size === size))]),
      '',
    ].join('\n\n'),
  );
}

function finder(figures: readonly Figure[]) {
  return (size: string, workload: string, contestant: string) =>
    figures.find((figure) => figure.size === size && figure.workload === workload && figure.contestant === contestant);
}

function ratio(mine: Figure | undefined, other: Figure | undefined): number {
  return mine && other && mine.run === other.run ? mine.requestsPerSecond / other.requestsPerSecond : Number.NaN;
}

function verdict(value: number, isMet: boolean): string {
  return Number.isNaN(value) ? 'not measured' : isMet ? 'met' : 'not met';
}

function targetTable(figures: readonly Figure[]): string {
  const find = finder(figures);
  const rows = TARGETS.flatMap((target) =>
    Object.entries({ floor: target.floor, postgraphile: target.postgraphile, 'postgraphile-open': target.postgraphile }).map(([other, asked]) => {
      const value = ratio(find(TARGET_SIZE, target.workload, 'platform'), find(TARGET_SIZE, target.workload, other));
      return [target.workload, other, `≥ ${asked}`, short(value), verdict(value, value >= asked)];
    }),
  );
  const county = ratio(find(TARGET_SIZE, 'W4-64-one', 'platform'), find(TARGET_SIZE, 'W4-64', 'platform'));
  const pasts = ['W1', 'W2', 'W3'].map((name) => {
    const past = ratio(find(TARGET_SIZE, `${name}-past`, 'platform'), find(TARGET_SIZE, name, 'platform'));
    return [`${name}-past`, name, `≥ ${short(PAST)}`, short(past), verdict(past, past >= PAST)];
  });
  return table(
    ['workload', 'the platform to', 'asked', 'measured', ''],
    [...rows, ['W4-64-one', 'W4-64', `≥ ${ONE_COUNTY}`, short(county), verdict(county, county >= ONE_COUNTY)], ...pasts],
  );
}

function growthTable(figures: readonly Figure[]): string {
  const find = finder(figures);
  return table(
    ['workload', `p50 at ${GROWTH.from}, ms`, `p50 at ${GROWTH.to}, ms`, `growth, asked ≤ ${GROWTH.most}`, ''],
    WORKLOADS.map(({ name }) => {
      const [from, to] = [find(GROWTH.from, name, 'platform'), find(GROWTH.to, name, 'platform')];
      const growth = from && to ? to.p50 / from.p50 : Number.NaN;
      return [name, short(from?.p50), short(to?.p50), short(growth), verdict(growth, growth <= GROWTH.most)];
    }),
  );
}

function noteTable({ memory, embedded }: Notes): string {
  const growth = memory ? memory.lateMegabytes / memory.earlyMegabytes : Number.NaN;
  const under = memory ? ` (${memory.connections} connections, ${memory.size}, ${memory.minutes} minutes)` : '';
  return table(
    ['', 'asked', 'measured', ''],
    [
      [
        `peak of the process under W1, MB${under}`,
        `≤ ${MOST_MEGABYTES}`,
        short(memory?.peakMegabytes),
        verdict(memory?.peakMegabytes ?? Number.NaN, (memory?.peakMegabytes ?? 0) <= MOST_MEGABYTES),
      ],
      ['the same, last fifth of the time to the second', `≤ ${MOST_GROWTH}`, short(growth), verdict(growth, growth <= MOST_GROWTH)],
      [
        'W1 on the embedded database, req/s',
        `≥ ${EMBEDDED}`,
        short(embedded?.requestsPerSecond),
        verdict(embedded?.requestsPerSecond ?? Number.NaN, (embedded?.requestsPerSecond ?? 0) >= EMBEDDED),
      ],
    ],
  );
}

const SOAK_PARTS = 6;

/** The median of each sixth of a soak. */
function soakTable({ soak }: Notes): string {
  if (soak === undefined) return 'Not measured.';
  const { size, processes, share, requestsPerSecond, minutes } = soak;
  const length = Math.ceil(minutes.length / SOAK_PARTS);
  const rows = Array.from({ length: Math.ceil(minutes.length / length) }, (_, part) => {
    const from = part * length;
    const some = minutes.slice(from, from + length);
    const middle = (figure: (minute: SoakMinute) => number | null) => short(median(some.map((minute) => figure(minute) ?? Number.NaN)));
    const errors = some.reduce((sum, minute) => sum + minute.errors, 0);
    const held = [middle(({ megabytes }) => megabytes), middle(({ databaseMegabytes }) => databaseMegabytes)];
    const open = [middle(({ files }) => files), middle(({ connections }) => connections)];
    return [`${from + 1} to ${from + some.length}`, middle(({ p50 }) => p50), middle(({ p99 }) => p99), ...held, ...open, String(errors)];
  });
  return [
    `W9 at ${short(requestsPerSecond)} requests a second, ${share * 100} % of the most, ${processes} process${processes === 1 ? '' : 'es'}, ${size}; latency from the moment a request was due.`,
    table(['minutes', 'p50, ms', 'p99, ms', 'platform, MB', 'PostgreSQL beside what it shares, MB', 'open files', 'connections', 'errors'], rows),
  ].join('\n\n');
}

function connectionsTable({ connections }: Notes): string {
  if (connections === undefined) return 'Not measured.';
  const { stages, told, size } = connections;
  return [
    table(
      [`with, ${size}`, 'MB', 'open files', 'W5 by one client: p50, ms', 'p99, ms'],
      stages.map(({ title, megabytes, files, p50, p99 }) => [title, short(megabytes ?? Number.NaN), short(files), short(p50), short(p99)]),
    ),
    `${told.subscribers} subscribers of 64 contributions had been told that they were taken back ${short(told.milliseconds)} ms after the first was sent.`,
  ].join('\n\n');
}

function costTable({ cost }: Notes): string {
  return table(
    [`workload${cost ? `, at ${cost.size}` : ''}`, 'estimated', 'rows touched', 'asked 0.5 to 2', ''],
    (cost?.figures ?? []).map(({ workload, estimated, touched }) => {
      const value = estimated / touched;
      return [workload, short(estimated), short(touched), short(value), verdict(value, value >= 0.5 && value <= 2)];
    }),
  );
}

function sizeTable(figures: readonly Figure[]): string {
  const find = finder(figures);
  const rows = WORKLOADS.flatMap(({ name, title }) => {
    const ofWorkload = figures.filter(({ workload }) => workload === name);
    return ofWorkload.map((figure, index) => [
      index === 0 ? `**${name}** ${title}` : '',
      figure.contestant,
      short(figure.requestsPerSecond),
      short(figure.p50),
      short(figure.p99),
      short(ratio(figure, find(figure.size, name, 'floor'))),
      short(ratio(figure, find(figure.size, name, 'postgraphile'))),
      short(figure.statements),
      short(figure.cpuPerThousand),
      short(figure.databaseCpuPerThousand),
      short(figure.peakMegabytes),
      String(figure.errors),
    ]);
  });
  const head = ['workload', 'contestant', 'req/s', 'p50, ms', 'p99, ms', 'to the floor', 'to PostGraphile', 'SQL statements'];
  return table([...head, 'CPU ms a request', 'PostgreSQL CPU ms', 'peak MB', 'errors'], rows);
}
