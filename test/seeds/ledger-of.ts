import type { Ledger } from '../../seeds/demo/book.js';
import { generateLedger } from '../../seeds/demo/ledger.js';
import { REFERENCE_FOLDER } from '../../seeds/reference.js';
import { readReference } from '../../seeds/reference-rows.js';

export const reference = readReference(REFERENCE_FOLDER);
export const SEED = 2020;

const ledgers = new Map<number, Ledger>();

/** The generated ledger of a seed, made once for a file of tests. */
export function ledgerOf(seed: number): Ledger {
  const ledger = ledgers.get(seed) ?? generateLedger(seed, reference);
  ledgers.set(seed, ledger);
  return ledger;
}
