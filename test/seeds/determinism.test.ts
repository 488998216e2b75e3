import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Ledger } from '../../seeds/demo/book.js';
import { generateLedger } from '../../seeds/demo/ledger.js';
import { Random } from '../../seeds/demo/random.js';
import { ledgerOf, reference, SEED } from './ledger-of.js';

describe('the demonstration ledger', () => {
  test('is the same to the byte for the same seed', () => {
    expect(hashOf(generateLedger(SEED, reference))).toBe(hashOf(ledgerOf(SEED)));
  });

  test('differs for another seed', () => {
    expect(hashOf(generateLedger(SEED + 1, reference))).not.toBe(hashOf(ledgerOf(SEED)));
  });

  test('has the published totals whatever the seed', () => {
    const fiscal = generateLedger(7, reference).contributions.filter((row) => row.flowClass === 'FISCAL' && row.live && row.parentId === null);
    expect(fiscal.reduce((sum, row) => sum + (row.amountFen ?? 0n), 0n)).toBe(1_330_800_000_000n);
  });
});

describe('random numbers', () => {
  test('are those of sfc32 on every machine', () => {
    const random = new Random(1, 'known');
    expect([1, 2, 3, 4].map(() => random.below(1_000_000))).toEqual(KNOWN);
  });

  test('differ between streams of one seed', () => {
    const [left, right] = [new Random(1, 'left'), new Random(1, 'right')];
    expect([1, 2, 3].map(() => left.below(1000))).not.toEqual([1, 2, 3].map(() => right.below(1000)));
  });
});

const KNOWN = [8300, 118314, 990048, 258649];

function hashOf(ledger: Ledger): string {
  const hash = createHash('sha256');
  for (const [table, rows] of Object.entries(ledger)) {
    hash.update(table);
    for (const row of rows) hash.update(JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)));
  }
  return hash.digest('hex');
}
