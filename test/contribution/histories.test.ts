import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ACTIONS, type Draw, histories } from './history-draws.js';
import { inWords, Stage } from './history-stage.js';

/**
 * After each history: each step was answered as a model apart from the code says; the public is told of the two partners, by county, year, class
 * and stage, net and gross, what the model adds up to; every version of its closed period says to the fen what it said when it was made; one
 * kind of viewer sees of its rows those that it should; its rows are as the model has them; the invariants of schema/checks that say something
 * of rows hold for its rows (test/support/touched-checks.ts); and the programme's total for all that was ever played is the model's.
 * The last three are asked once for the histories that were played at once, before anything else is done.
 * After each batch: every file of schema/checks over the whole database.
 */
const HISTORIES = Number(process.env.XIESHOU_HISTORIES ?? 3_000);
const SEED = Number(process.env.XIESHOU_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Among so many each of the steps is refused at least once, the rarest by now and then one in some thousands. */
const ENOUGH_FOR_EACH = 10_000;
/** So many are played at once, each in a lane of its own: what one does is nothing to the others. */
const LANES = 10;
/** A batch has a database of its own, which stays small. */
const ROUNDS_IN_A_BATCH = 200;

const tally = new Map<string, number>();
let stage: Stage | null = null;
afterAll(() => stage?.close());

async function played(round: readonly (readonly Draw[])[]): Promise<unknown> {
  try {
    stage ??= await Stage.open(LANES, tally);
    await stage.play(round);
    return null;
  } catch (error) {
    await stage?.close();
    stage = null;
    return error;
  }
}

/** The one of these histories that goes wrong alone, with as few of its steps as still do; null where they only go wrong together. */
async function smallest(round: readonly (readonly Draw[])[]): Promise<string | null> {
  for (const draws of round) {
    let error = await played([draws]);
    if (error === null) continue;
    let left = draws;
    for (let index = left.length - 1; index >= 0; index -= 1) {
      const fewer = left.filter((_, other) => other !== index);
      const stillWrong = fewer.length > 0 ? await played([fewer]) : null;
      if (stillWrong !== null) [left, error] = [fewer, stillWrong];
    }
    return `${inWords(left)}\n${error}`;
  }
  return null;
}

test(`whatever is done with contributions in ${HISTORIES} random histories, it is answered, counted and kept closed as a model apart from the code says`, async () => {
  for (let round = 0; round < HISTORIES / LANES; round += 1) {
    const drawn = fc.sample(histories, { seed: SEED + round, numRuns: LANES });
    const error = await played(drawn);
    if (error !== null) {
      const found = (await smallest(drawn)) ?? `Only together:\n${drawn.map(inWords).join('\n\n')}\n${error}`;
      throw new Error(`XIESHOU_SEED=${SEED}, round ${round}:\n${found}`);
    }
    if (stage === null || (stage.rounds < ROUNDS_IN_A_BATCH && round + 1 < HISTORIES / LANES)) continue;
    await stage.expectSoundBooks();
    await stage.close();
    stage = null;
  }
}, 1_200_000);

test('every step was taken, every one of many histories refused as well, and steps for every reason that there is', () => {
  const outcomesOf = (action: string) => [...tally.keys()].filter((key) => key.startsWith(`${action} `)).map((key) => key.slice(action.length + 1));
  const actions = [...new Set([...tally.keys()].map((key) => key.split(' ')[0] ?? ''))].sort();
  expect(actions).toEqual([...ACTIONS].sort());
  for (const action of actions) {
    expect([action, outcomesOf(action)]).toEqual([action, expect.arrayContaining(['done'])]);
    if (HISTORIES >= ENOUGH_FOR_EACH) expect([action, outcomesOf(action).length > 1]).toEqual([action, true]);
  }
  const outcomes = [...new Set(actions.flatMap(outcomesOf))].sort();
  expect(outcomes).toEqual(['BAD_USER_INPUT', 'CONFLICT', 'FORBIDDEN', 'NOT_FOUND', 'RULE_BROKEN', 'UNAUTHENTICATED', 'done']);
});
