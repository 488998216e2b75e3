import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Budgets } from '../../src/limits/budgets.js';

const MOST = { public: 600, account: 1_200, machine: 6_000 };
const visitor = { tier: 'public', key: '192.0.2.1' } as const;

/** A budget with a clock that the test sets, in seconds. */
function opened(): { budgets: Budgets; wait: (seconds: number) => void } {
  let now = 0;
  return {
    budgets: new Budgets({ cost: MOST, misses: 30 }, () => now),
    wait: (seconds) => {
      now += seconds * 1000;
    },
  };
}

describe('what a caller may spend', () => {
  test('is at no time more than a minute’s and what has come back since', () =>
    fc.assert(
      fc.property(fc.array(fc.record({ after: fc.integer({ min: 0, max: 90 }), cost: fc.integer({ min: 0, max: 700 }) })), (asked) => {
        const { budgets, wait } = opened();
        let [passed, spent] = [0, 0];
        for (const { after, cost } of asked) {
          wait(after);
          passed += after;
          if (budgets.spend(visitor, cost) === null) spent += Math.max(1, cost);
          expect(spent).toBeLessThanOrEqual(MOST.public + (MOST.public / 60) * passed);
        }
      }),
    ));

  test('is there again after as many seconds as a refusal says, and not before', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 600 }), (first, second) => {
        const { budgets, wait } = opened();
        expect(budgets.spend(visitor, first)).toBeNull();
        const refusal = budgets.spend(visitor, second);
        if (first + second <= MOST.public) return expect(refusal).toBeNull();
        const { limit, allowed, actual, left, retryAfterSeconds = 0 } = (refusal?.extensions ?? {}) as Record<string, number>;
        expect({ limit, allowed, actual, left }).toEqual({ limit: 'costPerMinute', allowed: 600, actual: second, left: 600 - first });
        wait(retryAfterSeconds - 1);
        if (retryAfterSeconds > 1) expect(budgets.spend(visitor, second)).not.toBeNull();
        wait(1);
        expect(budgets.spend(visitor, second)).toBeNull();
      }),
    ));

  test('is there again to the second where what comes back is no round number', () => {
    const { budgets, wait } = opened();
    expect(budgets.spend(visitor, 319)).toBeNull();
    wait(1 / 3);
    expect(budgets.spend(visitor, 591)?.extensions).toMatchObject({ retryAfterSeconds: 31 });
    wait(31 - 1 / 3);
    expect(budgets.spend(visitor, 591)).toBeNull();
  });

  test('is not less for being refused', () => {
    const { budgets } = opened();
    expect(budgets.spend(visitor, 500)).toBeNull();
    for (let time = 0; time < 50; time += 1) expect(budgets.spend(visitor, 200)).not.toBeNull();
    expect(budgets.spend(visitor, 100)).toBeNull();
  });

  test('counts what reads nothing as one, so that nobody asks without end', () => {
    const { budgets } = opened();
    for (let time = 0; time < MOST.public; time += 1) expect(budgets.spend(visitor, 0)).toBeNull();
    expect(budgets.spend(visitor, 0)).not.toBeNull();
  });

  test('is each one’s own, and more for whoever is signed in', () => {
    const { budgets } = opened();
    expect(budgets.spend(visitor, 600)).toBeNull();
    expect(budgets.spend({ tier: 'public', key: '192.0.2.2' }, 600)).toBeNull();
    expect(budgets.spend({ tier: 'account', key: '1' }, 1_200)).toBeNull();
    expect(budgets.spend({ tier: 'machine', key: '1' }, 6_000)).toBeNull();
  });
});

describe('who looks for what is not there', () => {
  const other = { tier: 'account', key: '7' } as const;

  test('is refused whatever it asks once it has missed too often, is told when it may go on, and nobody else is', () => {
    const { budgets, wait } = opened();
    budgets.miss(visitor, 29);
    expect(budgets.spend(visitor, 1)).toBeNull();
    // A request that was let in may miss more often than is left.
    budgets.miss(visitor, 11);
    const refusal = budgets.spend(visitor, 1);
    const { limit, allowed, actual, left, retryAfterSeconds = 0 } = (refusal?.extensions ?? {}) as Record<string, number>;
    expect({ limit, allowed, actual, left, retryAfterSeconds }).toEqual({
      limit: 'missesPerMinute',
      allowed: 30,
      actual: 40,
      left: 0,
      retryAfterSeconds: 22,
    });
    expect(budgets.refusal(visitor)?.extensions.limit).toBe('missesPerMinute');
    expect(budgets.refusal(other)).toBeNull();
    wait(retryAfterSeconds - 1);
    expect(budgets.spend(visitor, 1)).not.toBeNull();
    wait(1);
    expect(budgets.spend(visitor, 1)).toBeNull();
  });

  test('at once misses no more than is left and a minute’s beyond, and what was found is there again', () =>
    fc.assert(
      fc.property(fc.array(fc.record({ lookUps: fc.nat(40), misses: fc.nat(40), ends: fc.boolean() }), { maxLength: 60 }), (asked) => {
        const { budgets } = opened();
        let kept = 0;
        let missed = 0;
        for (const { lookUps, misses, ends } of asked) {
          if (budgets.spend({ tier: 'machine', key: '1' }, 0, lookUps) !== null) continue;
          const found = Math.min(misses, lookUps);
          if (ends) budgets.miss({ tier: 'machine', key: '1' }, found, lookUps);
          if (ends) missed += found;
          else kept += lookUps;
          expect(missed + kept).toBeLessThanOrEqual(60 + 30);
        }
        if (missed + kept === 0) expect(budgets.spend({ tier: 'machine', key: '1' }, 0, 60)).toBeNull();
      }),
    ));

  test('owes no more than a minute’s, however often it has missed', () => {
    const { budgets, wait } = opened();
    for (let time = 0; time < 100; time += 1) budgets.miss(visitor, 1_000);
    wait(61);
    expect(budgets.refusal(visitor)?.extensions.retryAfterSeconds).toBeLessThanOrEqual(2);
    wait(2);
    expect(budgets.refusal(visitor)).toBeNull();
  });

  test('who has missed nothing is charged for nothing', () => {
    const { budgets } = opened();
    for (let time = 0; time < 100; time += 1) budgets.miss(visitor, 0, 0);
    for (let time = 0; time < 100; time += 1) budgets.miss(visitor, 0, 10);
    expect(budgets.refusal(visitor)).toBeNull();
  });
});

test('what was done in vain is owed, and is paid before anything else is asked', () => {
  const { budgets, wait } = opened();
  budgets.owe(visitor, 1_200);
  expect(budgets.refusal(visitor)?.extensions).toMatchObject({ limit: 'costPerMinute', left: 0, retryAfterSeconds: 61 });
  expect(budgets.spend(visitor, 1)).not.toBeNull();
  wait(61);
  expect(budgets.refusal(visitor)).toBeNull();
  expect(budgets.spend(visitor, 1)).toBeNull();
});
