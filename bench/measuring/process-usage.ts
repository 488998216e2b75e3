import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** What a process and those that it started have used. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly processes: number;
  /** The most memory that any one of them held, in megabytes; null where the system does not tell. */
  readonly peakMegabytes: number | null;
  readonly megabytes: number | null;
  /** What all of them hold together and share with nobody, in megabytes. */
  readonly ownMegabytes: number | null;
  /** Open files and sockets of all of them. */
  readonly files: number;
}

const TICKS_PER_SECOND = 100;

/** Linux tells in /proc; elsewhere nothing is known. */
export function usageOf(pid: number): Usage {
  const pids = familyOf(pid);
  const sizes = pids.map((each) => statusOf(each));
  return {
    cpuSeconds: pids.reduce((sum, each) => sum + ticksOf(each), 0) / TICKS_PER_SECOND,
    processes: pids.length,
    peakMegabytes: largest(sizes.map((status) => megabytes(status, 'VmHWM'))),
    megabytes: largest(sizes.map((status) => megabytes(status, 'VmRSS'))),
    ownMegabytes: sum(sizes.map((status) => megabytes(status, 'RssAnon'))),
    files: pids.reduce((count, each) => count + filesOf(each), 0),
  };
}

/** From now on the peak is counted anew. */
export function forgetPeaks(pid: number): void {
  for (const each of familyOf(pid)) {
    try {
      writeFileSync(`/proc/${each}/clear_refs`, '5');
    } catch {
      // Not Linux, or a process that has ended.
    }
  }
}

function familyOf(pid: number): number[] {
  const parents = new Map<number, number[]>();
  try {
    for (const name of readdirSync('/proc')) {
      const fields = /^\d+$/.test(name) ? statOf(Number(name)) : null;
      if (fields !== null) parents.set(Number(fields[1]), [...(parents.get(Number(fields[1])) ?? []), Number(name)]);
    }
  } catch {
    return [];
  }
  const family = [pid];
  for (const each of family) family.push(...(parents.get(each) ?? []));
  return family.filter((each) => statOf(each) !== null);
}

/** utime, stime, and the same of children that have ended. */
function ticksOf(pid: number): number {
  return (statOf(pid) ?? []).slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
}

/** The fields from the state on: the name before it may hold spaces. */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

function filesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

function megabytes(status: string, field: string): number | null {
  const kilobytes = new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
