import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from '../../src/shared/sql.js';
import { brokenChecks } from '../support/checks.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { openTouchedChecks, type TouchedChecks } from '../support/touched-checks.js';
import { keyIn } from '../support/world.js';
import { ACTIONS, type Draw, histories, stepOf, type Taken } from './history-draws.js';
import {
  expectedOf,
  keepTold,
  type Lane,
  leave,
  openLanes,
  type Play,
  playOf,
  seenBy,
  taken,
  toldInAll,
  toldOf,
  versionsOf,
} from './history-lanes.js';
import { EVERYBODY, HistoryModel, type Told } from './history-model.js';

const HISTORIES = Number(process.env.XIESHOU_HISTORIES ?? 10_000);
/** So many are played at once, each in a lane of its own: what one does is nothing to the others. */
const LANES = 20;
const ROUNDS = HISTORIES / LANES;
/** All checks run over the whole database after so many rounds, and the next ones are played in a new database, which stays small. */
const ROUNDS_IN_A_DATABASE = 50;

interface Stage {
  readonly platform: Platform;
  readonly lanes: readonly Lane[];
  readonly checks: TouchedChecks;
  rounds: number;
}

let stage: Stage | null = null;
/** When something was wrong for the first time. From then on fast-check looks for a smaller round that is wrong too, for a while. */
let wrongSince: number | null = null;
const SHRINKING_MS = 60_000;
const tally = new Map<string, number>();

afterAll(closeStage);

async function openStage(): Promise<Stage> {
  if (stage !== null) return stage;
  const platform = await openPlatform();
  stage = { platform, lanes: await openLanes(platform, LANES), checks: await openTouchedChecks(platform), rounds: 0 };
  return stage;
}

async function closeStage(): Promise<void> {
  const { platform, checks } = stage ?? {};
  stage = null;
  await checks?.close();
  await platform?.close();
}

/** One history, step by step, each answered as the model says. */
async function played(platform: Platform, play: Play, draws: readonly Draw[]): Promise<{ play: Play; model: HistoryModel }> {
  const model = new HistoryModel();
  const before: string[] = [];
  for (const draw of draws) {
    const step = stepOf(draw, model);
    before.push(inWords(step));
    const told = await taken(platform, play, model, step);
    const expected = model.take(step.move, step.by);
    count(step, told);
    if (JSON.stringify(told) !== JSON.stringify(expected))
      throw new Error(`After these steps the model says ${JSON.stringify(expected)}, and the API ${JSON.stringify(told)}:\n${before.join('\n')}`);
  }
  await leave(platform, play, model);
  return { play, model };
}

function inWords({ move, by }: Taken): string {
  return `${by} ${JSON.stringify(move)}`;
}

function count({ move: { action } }: Taken, { outcome }: Told): void {
  tally.set(`${action} ${outcome}`, (tally.get(`${action} ${outcome}`) ?? 0) + 1);
}

/** After each history: its rows are as the model has them, and who sees them, the public is told what the model adds up to, and closed periods what they were. */
async function expectAsModelled(platform: Platform, { play, model }: { play: Play; model: HistoryModel }, nth: number): Promise<void> {
  keepTold(play, model);
  expect(await toldOf(platform, play)).toEqual(expectedOf(play));
  expect(await versionsOf(platform, play)).toEqual(model.versions);
  // Each of them for one kind of viewer after the other, the public among them.
  const who = EVERYBODY[nth % EVERYBODY.length];
  if (!who || play.rows.length === 0) return;
  const { seen, expected } = await seenBy(platform, play, model, who);
  expect([who, seen]).toEqual([who, expected]);
}

/** The rows of all histories of a round, looked up at once. */
async function expectRows(platform: Platform, ended: readonly { play: Play; model: HistoryModel }[]): Promise<void> {
  const ids = ended.flatMap(({ play }) => play.rows.map(keyIn));
  const rows = await platform.rows<{ id: string; state: string; live: boolean; fen: string; said: string | null }>(sql`
    select given.id::text as id, given.state, given.live, given.amount_fen::text as fen, said.amount_fen::text as said
    from contribution given left join confirmation said on said.id = given.confirmation_id where given.id = any(${sql.val(ids)}::bigint[])`);
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const { play, model } of ended) {
    const said = play.rows.map((id) => found.get(keyIn(id)));
    expect(said).toEqual(
      model.rows.map((row, index) => ({
        id: keyIn(play.rows[index] ?? ''),
        state: row.state,
        live: row.live,
        fen: String(row.fen),
        said: row.said === null ? null : String(row.said.fen),
      })),
    );
  }
}

async function playRound(round: readonly (readonly Draw[])[]): Promise<void> {
  const current = await openStage();
  const { platform, lanes, checks, rounds } = current;
  const ended = await Promise.all(
    round.map(async (draws, index) => {
      const nth = rounds * LANES + index;
      const one = await played(platform, playOf(lanes[index] as Lane, nth), draws);
      await expectAsModelled(platform, one, rounds + index);
      return one;
    }),
  );
  await expectRows(platform, ended);
  expect(
    await checks.broken({
      chains: ended.flatMap(({ play, model }) => play.rows.filter((_, index) => model.rows[index]?.original === index).map(keyIn)),
      periods: ended.flatMap(({ play: { period } }) => (period === null ? [] : [keyIn(period)])),
    }),
  ).toEqual({});
  const { told, expected } = await toldInAll(platform, lanes);
  expect(told).toEqual(expected);
  current.rounds += 1;
  if (current.rounds < ROUNDS_IN_A_DATABASE) return;
  expect(await brokenChecks(platform.owner)).toEqual({});
  await closeStage();
}

test(`whatever is done with contributions in ${HISTORIES} random histories, it is answered, counted and kept closed as a model apart from the code says`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(...Array.from({ length: LANES }, () => histories)), async (round) => {
      if (wrongSince !== null && Date.now() - wrongSince > SHRINKING_MS) return;
      try {
        await playRound(round);
      } catch (error) {
        wrongSince ??= Date.now();
        await closeStage();
        throw error;
      }
    }),
    { numRuns: ROUNDS },
  );
  if (stage) expect(await brokenChecks(stage.platform.owner)).toEqual({});
}, 400_000);

test('every step was taken and refused, and for every reason that there is', () => {
  const outcomesOf = (action: string) => [...tally.keys()].filter((key) => key.startsWith(`${action} `)).map((key) => key.slice(action.length + 1));
  const actions = [...new Set([...tally.keys()].map((key) => key.split(' ')[0] ?? ''))].sort();
  expect(actions).toEqual([...ACTIONS].sort());
  for (const action of actions) expect([action, outcomesOf(action)]).toEqual([action, expect.arrayContaining(['done', 'FORBIDDEN', 'UNAUTHENTICATED'])]);
  const outcomes = [...new Set(actions.flatMap(outcomesOf))].sort();
  expect(outcomes).toEqual(['BAD_USER_INPUT', 'CONFLICT', 'FORBIDDEN', 'NOT_FOUND', 'RULE_BROKEN', 'UNAUTHENTICATED', 'done']);
});
