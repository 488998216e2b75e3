import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHECKS, violationsOf } from '../support/checks.js';
import { openPlatform, type Platform } from '../support/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform('demonstration');
}, 60_000);
afterAll(() => platform?.close());

describe('the reference and the demonstration ledger keep every invariant', () => {
  test.each(CHECKS.map((check) => [check.name, check] as const))('%s', async (_, check) => {
    const rows = await violationsOf(platform.owner, check);
    expect(rows.slice(0, 5)).toEqual([]);
  });
});
