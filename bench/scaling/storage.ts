import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { resultsFile } from '../report/figures.js';

/** What a table takes on disk: the rows with what is kept beside them, and the indexes. */
export interface TableSize {
  readonly heapBytes: number;
  readonly indexBytes: number;
  readonly rows: number;
}

/** The tables of a ledger of a size, by name; those of the schema `past` with it. */
export interface LedgerSize {
  readonly contributions: number;
  readonly tables: Readonly<Record<string, TableSize>>;
}

/** What logging a contribution leaves behind: bytes by table, and what goes to the write-ahead log and from there to each standby. */
export interface WriteSize {
  readonly size: string;
  readonly writes: number;
  readonly walBytes: number;
  readonly tables: Readonly<Record<string, number>>;
}

export interface Storage {
  readonly ledgers: Readonly<Record<string, LedgerSize>>;
  readonly write: WriteSize;
}

const FILE = 'storage.json';

export function readStorage(out: string): Storage {
  return JSON.parse(readFileSync(resultsFile(out, FILE), 'utf8'));
}

/** Takes the place of what was measured of the same size before. */
export function keepStorage(out: string, ledgers: Storage['ledgers'], write: WriteSize): void {
  const file = resultsFile(out, FILE);
  const before = existsSync(file) ? readStorage(out).ledgers : {};
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ledgers: { ...before, ...ledgers }, write }, null, 2)}\n`);
}
