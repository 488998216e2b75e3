import type { Storage } from './storage.js';
import { SHARED_TABLES, TRAIL_TABLES } from './tables.js';

/** A contribution is handed in, confirmed and accepted: each is a write with its entry, key and seal, and the two later ones leave a version behind. */
export const WRITES_OF_A_LIFE = 3;
const STEPS_OF_A_LIFE = WRITES_OF_A_LIFE - 1;

/** The contributions that were accepted after a ledger had been loaded (bench/load/sql/7-later.sql), and left versions. */
const LATER = 2_000;

/** What lies on a node's disk. */
export interface Disk {
  /** Copies of what is the same everywhere. */
  readonly sharedBytes: number;
  /** What there is of a table however few rows it has, and what does not grow with contributions. */
  readonly fixedBytes: number;
  readonly ledgerBytes: number;
  readonly trailBytes: number;
  readonly versionBytes: number;
}

export function totalOf({ sharedBytes, fixedBytes, ledgerBytes, trailBytes, versionBytes }: Disk): number {
  return sharedBytes + fixedBytes + ledgerBytes + trailBytes + versionBytes;
}

/** By two ledgers that were measured: what a ledger of so many contributions takes, each table by its own line. */
export function diskFrom({ ledgers, write }: Storage): (contributions: number) => Disk {
  const [small, large, ...others] = Object.values(ledgers).sort((one, other) => one.contributions - other.contributions);
  if (small === undefined || large === undefined || others.length > 0) {
    throw new Error('Expected two ledgers in storage.json; npm run bench -- storage measures them');
  }
  const bytesIn = (ledger: typeof large, name: string) => (ledger.tables[name]?.heapBytes ?? 0) + (ledger.tables[name]?.indexBytes ?? 0);
  const names = Object.keys(large.tables);
  const isShared = (name: string) => SHARED_TABLES.includes(name);
  const isPast = (name: string) => name.startsWith('past.');
  const sum = (chosen: readonly string[], bytesOf: (name: string) => number) => chosen.reduce((whole, name) => whole + bytesOf(name), 0);

  const split = names.filter((name) => !isShared(name) && !isPast(name) && !TRAIL_TABLES.includes(name));
  const each = (name: string) => Math.max(0, (bytesIn(large, name) - bytesIn(small, name)) / (large.contributions - small.contributions));
  const ledgerEach = sum(split, each);
  const fixedBytes = sum(split, (name) => bytesIn(large, name) - each(name) * large.contributions);
  const trailEach = WRITES_OF_A_LIFE * sum(TRAIL_TABLES, (name) => write.tables[name] ?? 0);
  const versionEach = (STEPS_OF_A_LIFE * sum(names.filter(isPast), (name) => bytesIn(large, name))) / LATER;
  const sharedBytes = sum(names.filter(isShared), (name) => bytesIn(large, name));
  return (contributions) => ({
    sharedBytes,
    fixedBytes,
    ledgerBytes: ledgerEach * contributions,
    trailBytes: trailEach * contributions,
    versionBytes: versionEach * contributions,
  });
}
