import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { brokenChecks } from '../support/checks.js';
import { storm } from '../support/storm.js';
import { useWorld } from '../support/use-world.js';

const given = useWorld();

test('whatever is done one after the other, every invariant stands after it', async () => {
  const { platform, world } = given;
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      await storm(platform, world, { clients: 1, writes: 25, seed });
      expect(await brokenChecks(platform.owner)).toEqual({});
    }),
    { numRuns: 20, endOnFailure: true },
  );
}, 60_000);
