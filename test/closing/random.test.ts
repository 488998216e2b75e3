import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Random } from '../../seeds/demo/random.js';
import { type Answer, codeOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { answerFor, openYear, versionsOf } from '../support/closing.js';
import { receiverOf, sameFigure } from '../support/life.js';
import { openPlatform, type Platform } from '../support/platform.js';
import { createWorld, gift, type World } from '../support/world.js';

const YEARS = [2015, 2016, 2017, 2018];
const ACTIONS = 120;

/** What a run has written so far, and what was said of each year when it was closed, or when its version was made. */
interface Run {
  readonly platform: Platform;
  readonly world: World;
  readonly random: Random;
  readonly rows: string[];
  readonly pooled: string[];
  readonly requests: string[];
  /** Rows that somebody asked a correction for. */
  readonly asked: string[];
  readonly periods: Map<number, string>;
  readonly said: Map<number, { readonly versions: number; readonly answer: unknown }>;
  readonly tally: Map<string, number>;
}

type Step = (run: Run) => Promise<Answer | null>;

/** Often one that a correction was asked for, because there consent is made use of. */
const chosen = (run: Run): string => (run.asked.length > 0 && run.random.percent(55) ? run.random.pick(run.asked.slice(-3)) : recent(run, run.rows));
const recent = <Thing>({ random }: Run, things: readonly Thing[]): Thing => random.pick(things.slice(-8));
const day = ({ random }: Run) => `${random.pick(YEARS)}-0${random.between(1, 9)}-15`;
const yuan = ({ random }: Run) => `${random.between(1, 60)}.${random.between(10, 99)}`;

const STEPS: readonly (readonly [Step, number])[] = [
  [
    async (run) => {
      const { platform, world, random, rows, pooled } = run;
      const kind = random.percent(35) ? 'fund' : pooled.length > 0 && random.percent(40) ? 'onward' : 'project';
      const target = kind === 'fund' ? { fund: world.fund } : { project: world.project };
      const input = gift({ ...target, amount: yuan(run), occurredOn: day(run), ...(kind === 'onward' && { onwardFrom: recent(run, pooled) }) });
      const answer = await platform.write(world.shanghai, 'logContribution', input);
      const id = answer.data?.logContribution?.contribution.id as string | undefined;
      if (id) rows.push(id);
      if (id && kind === 'fund') pooled.push(id);
      return answer;
    },
    20,
  ],
  [
    async (run) => {
      const row = chosen(run);
      return run.platform.write(await receiverOf(run.platform, row), 'confirmContribution', await sameFigure(run.platform, row));
    },
    30,
  ],
  [
    async (run) => {
      const { office, otherOffice, county, prefecture, shanghai } = run.world;
      const by = run.random.pick([office, office, otherOffice, county, prefecture, shanghai]);
      return run.platform.write(by, 'acceptContribution', { contribution: chosen(run) });
    },
    45,
  ],
  [
    async (run) => {
      const { platform, world, random, rows } = run;
      const change = random.pick([{ amount: yuan(run) }, { void: true }, { occurredOn: day(run) }, { flowClass: 'FISCAL' }]);
      const input = { contribution: chosen(run), reason: '更正', ...change };
      const answer = await platform.write(world.shanghai, 'correctContribution', input);
      const id = answer.data?.correctContribution?.contribution.id as string | undefined;
      if (id) rows.push(id);
      // What corrects a row that was asked for is what its consent is for.
      if (id && run.asked.includes(input.contribution)) run.asked.push(id);
      return answer;
    },
    20,
  ],
  [async (run) => run.platform.write(run.world.county, 'returnContribution', { contribution: recent(run, run.rows), reason: '核对' }), 4],
  [async (run) => run.platform.write(run.world.shanghai, 'withdrawContribution', { contribution: recent(run, run.rows) }), 4],
  [
    async (run) => {
      const { platform, world, random, periods, said } = run;
      const year = random.pick(YEARS);
      const period = periods.get(year) ?? '';
      const answer = await platform.write(world.office, 'closePeriod', { period, leaveOut: random.percent(80) });
      if (codeOf(answer) === null) said.set(year, { versions: 1, answer: await answerFor(platform, year) });
      return answer;
    },
    10,
  ],
  [
    async (run) => {
      const { platform, world, random, rows, requests } = run;
      const by = random.pick([world.shanghai, world.shanghai, world.county, world.guangdong]);
      const contribution = recent(run, rows);
      const answer = await platform.write(by, 'askForCorrection', { contribution, reason: '有误' });
      const id = answer.data?.askForCorrection?.request.id as string | undefined;
      if (id) requests.push(id);
      if (id) run.asked.push(contribution);
      return answer;
    },
    25,
  ],
  [
    async (run) => {
      const { platform, world, random, requests } = run;
      if (requests.length === 0) return null;
      const by = random.pick([world.prefecture, world.prefecture, world.province, world.office, world.county, world.shanghai]);
      return random.percent(85)
        ? platform.write(by, 'agreeCorrection', { request: recent(run, requests) })
        : platform.write(by, 'refuseCorrection', { request: recent(run, requests), reason: '不同意' });
    },
    25,
  ],
  [
    // The whole way of a consented correction, which comes about too seldom by chance.
    async (run) => {
      const { platform, world, rows, random, tally } = run;
      const contribution = chosen(run);
      const asked = await platform.write(world.shanghai, 'askForCorrection', { contribution, reason: '有误' });
      const request = asked.data?.askForCorrection?.request.id as string | undefined;
      if (!request) return asked;
      run.asked.push(contribution);
      const agreed = await platform.write(random.pick([world.prefecture, world.office]), 'agreeCorrection', { request });
      if (codeOf(agreed) !== null) return agreed;
      tally.set('agreeCorrection', (tally.get('agreeCorrection') ?? 0) + 1);
      const input = { contribution, reason: '更正', amount: yuan(run) };
      const corrected = await platform.write(world.shanghai, 'correctContribution', input);
      const id = corrected.data?.correctContribution?.contribution.id as string | undefined;
      if (!id) return corrected;
      rows.push(id);
      await platform.write(await receiverOf(platform, id), 'confirmContribution', await sameFigure(platform, id));
      return platform.write(world.otherOffice, 'acceptContribution', { contribution: id });
    },
    20,
  ],
];

/** A year that is closed answers as when it was closed, but for one more version where this very step made one. */
async function expectClosedYearsToStand({ platform, periods, said }: Run, answer: Answer | null): Promise<void> {
  for (const [year, before] of said) {
    const versions = (await versionsOf(platform, periods.get(year) ?? '')).length;
    const now = await answerFor(platform, year);
    if (versions === before.versions) expect([year, now]).toEqual([year, before.answer]);
    else {
      expect([year, versions]).toEqual([year, before.versions + 1]);
      expect(Object.keys(answer?.data ?? {})).toEqual(['acceptContribution']);
      said.set(year, { versions, answer: now });
    }
  }
}

test('whatever is logged, confirmed, accepted, corrected, closed and consented to, closed periods answer as before to the fen', async () => {
  const tally = new Map<string, number>();
  let versions = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const platform = await openPlatform();
      try {
        const world = await createWorld(platform);
        const periods = new Map<number, string>();
        for (const year of YEARS) periods.set(year, await openYear(platform, world, year));
        const random = new Random(seed, 'closing');
        const run: Run = { platform, world, random, rows: [], pooled: [], requests: [], asked: [], periods, said: new Map(), tally };
        for (let count = 0; count < ACTIONS; count += 1) {
          const step = random.pickWeighted(STEPS);
          const answer = run.rows.length > 0 || step === STEPS[0]?.[0] ? await step(run) : null;
          const [action] = Object.keys(answer?.data ?? {});
          if (answer && codeOf(answer) === null && action) tally.set(action, (tally.get(action) ?? 0) + 1);
          if (answer) expect(codeOf(answer) ?? '').not.toMatch(/UNEXPECTED|INTERNAL/);
          await expectClosedYearsToStand(run, answer);
        }
        versions += [...run.said.values()].reduce((sum, said) => sum + said.versions - 1, 0);
        expect(await brokenChecks(platform.owner)).toEqual({});
      } finally {
        await platform.close();
      }
    }),
    { numRuns: 6, endOnFailure: true },
  );
  // All of it happened.
  for (const action of [
    'logContribution',
    'confirmContribution',
    'acceptContribution',
    'correctContribution',
    'closePeriod',
    'askForCorrection',
    'agreeCorrection',
  ])
    expect([action, tally.has(action)]).toEqual([action, true]);
  expect(versions).toBeGreaterThan(0);
}, 240_000);
