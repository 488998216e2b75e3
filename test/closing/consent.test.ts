import { beforeAll, describe, expect, test } from '@jest/globals';
import { brokenRules, codeOf, dataOf, reasonOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { answerFor, close, consented, expire, openYear, versionsOf } from '../support/closing.js';
import { confirm, confirmAndAccept } from '../support/life.js';
import type { Account } from '../support/platform.js';
import { expectRefusal } from '../support/refusal.js';
import { useWorld } from '../support/use-world.js';
import { approvedProject, gift, keyIn } from '../support/world.js';

const given = useWorld();

const log = (year: number, input: object = {}) =>
  given.platform.done(given.world.shanghai, 'logContribution', gift({ project: given.world.project, occurredOn: `${year}-05-01`, ...input }));
const accepted = async (year: number, input: object = {}) => confirmAndAccept(given.platform, given.world.office, await log(year, input));
const correct = (contribution: string, change: object) =>
  given.platform.done(given.world.shanghai, 'correctContribution', { contribution, reason: '笔误', ...change });
const accepts = (contribution: string) => given.platform.done(given.world.office, 'acceptContribution', { contribution });
const ask = (contribution: string, as: Account = given.world.shanghai) =>
  given.platform.done(as, 'askForCorrection', { contribution, reason: '票据金额有误' });
const refusesToAsk = (as: Account, contribution: string, ...rules: string[]) =>
  expectRefusal(given.platform, as, 'askForCorrection', { contribution, reason: '票据金额有误' }, ...rules);

const ORGANISATIONS = ['shanghai', 'county', 'prefecture', 'province', 'office', 'auditor'] as const;

/** Whom a request waits for. */
async function waitsFor(request: string): Promise<string[]> {
  const found: string[] = [];
  for (const who of ORGANISATIONS) {
    const { waiting } = await given.platform.read('{ waiting(first: 100) { nodes { kind correctionRequest { id } } } }', { as: given.world[who] });
    const items = waiting.nodes as { kind: string; correctionRequest: { id: string } | null }[];
    if (items.some(({ kind, correctionRequest }) => kind === 'AGREE_CORRECTION' && correctionRequest?.id === request)) found.push(who);
  }
  return found;
}

async function requestOf(id: string, as: Account) {
  const { node } = await given.platform.read(
    `query ($id: ID!) { node(id: $id) { ... on CorrectionRequest {
      state reason role answer usedBy { id } periods { code } level { code } viewerCanAnswer viewerCanWithdraw expiresAt } } }`,
    { as, variables: { id } },
  );
  return node;
}

let period: string;
let row: string;
beforeAll(async () => {
  const { platform, world } = given;
  row = await accepted(2015);
  await accepted(2015, { amount: '7' });
  period = await openYear(platform, world, 2015);
  await close(platform, world, period);
}, 30_000);

describe('a consented correction', () => {
  test('is made once by the row that it was agreed to for, makes a new version, and keeps the old one', async () => {
    const { platform, world } = given;
    const request = await ask(row);
    await platform.done(world.prefecture, 'agreeCorrection', { request, note: '同意' });
    const correction = await confirm(platform, await correct(row, { amount: '90.5' }));
    await accepts(correction);

    const versions = await versionsOf(platform, period, world.shanghai);
    const figures = (rows: number, fen: string) => [{ flowClass: 'DONATION', stage: 'DISBURSED', form: 'CASH', rows, gross: { fen }, net: { fen } }];
    expect(versions).toEqual([
      { version: 1, recordedAt: expect.anything(), reason: null, contribution: null, request: null, figures: figures(2, '10700') },
      {
        version: 2,
        recordedAt: expect.anything(),
        reason: '票据金额有误',
        contribution: { id: correction },
        request: { id: request },
        figures: figures(2, '9750'),
      },
    ]);
    expect(new Date(versions[1]?.recordedAt ?? 0).getTime()).toBeGreaterThan(new Date(versions[0]?.recordedAt ?? 0).getTime());
    expect(await requestOf(request, world.county)).toMatchObject({
      state: 'USED',
      usedBy: { id: correction },
      answer: '同意',
      viewerCanAnswer: false,
    });
    // Everybody reads the versions; who asked is not for the public.
    expect((await versionsOf(platform, period)).map(({ request: asked }) => asked)).toEqual([null, null]);

    // The history tells it of all three.
    for (const [of, change] of [
      [correction, { field: 'state', old: 'CONFIRMED', new: 'ACCEPTED' }],
      [period, { field: 'version', old: '1', new: '2' }],
      [request, { field: 'usedBy', old: null, new: keyIn(correction) }],
    ] as const) {
      const { history } = await platform.read('query ($of: ID!) { history(of: $of, first: 1) { nodes { action changes { field old new } } } }', {
        as: world.auditor,
        variables: { of },
      });
      expect(history.nodes[0]).toMatchObject({ action: 'acceptContribution', changes: expect.arrayContaining([change]) });
    }

    await expectRefusal(platform, world.shanghai, 'correctContribution', { contribution: correction, amount: '91', reason: '笔误' }, 'PERIOD_CLOSED');
    row = correction;
  });

  test('is of that row and of no other', async () => {
    const { platform, world } = given;
    const other = await confirm(platform, await log(2015));
    const late = await confirm(platform, await log(2015));
    await consented(platform, world, late);
    await expectRefusal(platform, world.office, 'acceptContribution', { contribution: other }, 'PERIOD_CLOSED');
    await expectRefusal(platform, world.shanghai, 'correctContribution', { contribution: row, amount: '91', reason: '笔误' }, 'PERIOD_CLOSED');
    await accepts(late);
    const versions = await versionsOf(platform, period);
    expect(versions.at(-1)).toMatchObject({ contribution: { id: late }, figures: [{ rows: 3, gross: { fen: '19750' } }] });
  });

  test('voids a row, or takes it out of the period, or brings one in', async () => {
    const { platform, world } = given;
    const [voided, moved] = [await accepted(2016), await accepted(2016, { amount: '30' })];
    const elsewhere = await accepted(2014, { amount: '5' });
    const year = await openYear(platform, world, 2016);
    await close(platform, world, year);
    const grossNow = async () => (await versionsOf(platform, year)).at(-1)?.figures.map(({ gross }) => gross.fen);

    await consented(platform, world, voided);
    await accepts(await confirm(platform, await correct(voided, { void: true })));
    expect(await grossNow()).toEqual(['3000']);

    await consented(platform, world, moved);
    await accepts(await confirm(platform, await correct(moved, { occurredOn: '2014-02-01' })));
    expect(await grossNow()).toEqual([]);

    // Asked for the correction itself, because the row that it corrects touches no closed period.
    const coming = await confirm(platform, await correct(elsewhere, { occurredOn: '2016-02-01' }));
    await consented(platform, world, coming);
    await accepts(coming);
    expect(await grossNow()).toEqual(['500']);
    expect((await versionsOf(platform, year)).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  test('lets money move on that was given in the period', async () => {
    const { platform, world } = given;
    const pooled = await accepted(2017, { fund: world.fund, project: null, amount: '50' });
    const year = await openYear(platform, world, 2017);
    await close(platform, world, year);
    const moved = await confirm(platform, await log(2018, { onwardFrom: pooled, amount: '20' }));
    const request = await consented(platform, world, moved);
    expect(await requestOf(request, world.shanghai)).toMatchObject({ periods: [{ code: '2017' }] });
    await accepts(moved);
    const [first, second] = await versionsOf(platform, year);
    expect(second).toMatchObject({ version: 2, contribution: { id: moved }, figures: first?.figures });
  });

  test('that touches two closed periods makes a version of each', async () => {
    const { platform, world } = given;
    const pooled = await accepted(2018, { fund: world.fund, project: null, amount: '50' });
    const years = [await openYear(platform, world, 2018), await openYear(platform, world, 2019)];
    for (const year of years) await close(platform, world, year);
    const moved = await confirm(platform, await log(2019, { onwardFrom: pooled, amount: '20' }));
    const request = await consented(platform, world, moved);
    expect(await requestOf(request, world.shanghai)).toMatchObject({ periods: [{ code: '2018' }, { code: '2019' }] });
    await accepts(moved);
    for (const year of years) expect((await versionsOf(platform, year)).map(({ version }) => version)).toEqual([1, 2]);
  });

  test('is made no more once the consent has expired', async () => {
    const { platform, world } = given;
    const request = await consented(platform, world, row);
    const correction = await confirm(platform, await correct(row, { amount: '80' }));
    await expire(platform, request);
    const before = await answerFor(platform, 2015);
    await expectRefusal(platform, world.office, 'acceptContribution', { contribution: correction }, 'PERIOD_CLOSED');
    expect(await answerFor(platform, 2015)).toEqual(before);
    expect(await requestOf(request, world.shanghai)).toMatchObject({ state: 'EXPIRED' });
    // It can be asked for again.
    await consented(platform, world, correction);
    await accepts(correction);
    row = correction;
  });

  test('is good for one of two that are accepted at once', async () => {
    const { platform, world } = given;
    const late = await confirm(platform, await log(2015));
    await consented(platform, world, late);
    const before = (await versionsOf(platform, period)).length;
    const answers = await Promise.all(
      [world.office, world.otherOffice, world.province].map((as) => platform.write(as, 'acceptContribution', { contribution: late })),
    );
    expect(answers.map(codeOf).filter((code) => code === null)).toHaveLength(1);
    expect((await versionsOf(platform, period)).length).toBe(before + 1);
  });
});

describe('a request for a correction', () => {
  test('waits for the level above, and for nobody once it is answered', async () => {
    const { platform, world } = given;
    const request = await ask(row);
    expect(await requestOf(request, world.prefecture)).toMatchObject({
      state: 'ASKED',
      level: { code: '5333' },
      viewerCanAnswer: true,
      expiresAt: null,
    });
    expect(await waitsFor(request)).toEqual(['prefecture']);
    await platform.done(world.prefecture, 'refuseCorrection', { request, reason: '票据不全' });
    expect(await waitsFor(request)).toEqual([]);
    expect(await requestOf(request, world.shanghai)).toMatchObject({ state: 'REFUSED', answer: '票据不全', viewerCanAnswer: false });
    await expectRefusal(platform, world.shanghai, 'correctContribution', { contribution: row, amount: '91', reason: '笔误' }, 'PERIOD_CLOSED');
  });

  test('of a prefecture waits for the province, and where there is no place above, for the office', async () => {
    const { platform, world } = given;
    const whole = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: '53' }] });
    const late = await confirm(platform, await log(2015, { project: whole }));
    const request = await ask(late);
    expect(await waitsFor(request)).toEqual(['office']);
    await platform.done(world.office, 'refuseCorrection', { request, reason: '核对' });

    const ofPrefecture = await platform.done(world.prefecture, 'askForCorrection', {
      contribution: await confirm(platform, await log(2015)),
      reason: '补录',
    });
    expect(await waitsFor(ofPrefecture)).toEqual(['province']);
  });

  test('is answered by nobody below that level, by no other side, and never by who asked', async () => {
    const { platform, world } = given;
    const request = await ask(await confirm(platform, await log(2015)), world.county);
    for (const as of [world.county, world.village, world.otherCounty]) {
      const answer = await platform.write(as, 'agreeCorrection', { request });
      expect(codeOf(answer)).toMatch(/FORBIDDEN|NOT_FOUND/);
    }
    expect(codeOf(await platform.write(world.shanghai, 'agreeCorrection', { request }))).toBe('FORBIDDEN');
    expect(codeOf(await platform.write(world.auditor, 'agreeCorrection', { request }))).toBe('FORBIDDEN');
    // A province that asks does not answer itself, though it is above everybody.
    const own = await ask(await confirm(platform, await log(2015)), world.province);
    expect(codeOf(await platform.write(world.province, 'agreeCorrection', { request: own }))).toBe('FORBIDDEN');
    expect(codeOf(await platform.write(world.prefecture, 'agreeCorrection', { request: own }))).toBe('FORBIDDEN');
    await platform.done(world.office, 'agreeCorrection', { request: own });
  });

  test('is taken back by the side that asked until it is answered, and by nobody else; it can be asked for again', async () => {
    const { platform, world } = given;
    const late = await confirm(platform, await log(2015));
    const request = await ask(late);
    for (const as of [world.county, world.prefecture, world.guangdong]) {
      expect(codeOf(await platform.write(as, 'withdrawCorrectionRequest', { request }))).toMatch(/FORBIDDEN|NOT_FOUND/);
    }
    expect(await requestOf(request, world.shanghai)).toMatchObject({ state: 'ASKED', viewerCanWithdraw: true });
    expect(await requestOf(request, world.county)).toMatchObject({ viewerCanWithdraw: false });
    await platform.done(world.shanghai, 'withdrawCorrectionRequest', { request });
    expect(await requestOf(request, world.prefecture)).toMatchObject({ state: 'WITHDRAWN', viewerCanAnswer: false, viewerCanWithdraw: false });
    expect(await waitsFor(request)).toEqual([]);
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Contribution { viewerCanAskForCorrection } } }', {
      as: world.shanghai,
      variables: { id: late },
    });
    expect(node.viewerCanAskForCorrection).toBe(true);
    for (const [as, action, input] of [
      [world.shanghai, 'withdrawCorrectionRequest', {}],
      [world.prefecture, 'agreeCorrection', {}],
      [world.office, 'refuseCorrection', { reason: '核对' }],
    ] as const) {
      const answer = await platform.write(as, action, { request, ...input });
      expect([codeOf(answer), reasonOf(answer)]).toEqual(['CONFLICT', 'CORRECTION_REQUEST_STATE']);
    }
    expect(await waitsFor(await ask(late))).toEqual(['prefecture']);
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('is either taken back or answered, where both come at once', async () => {
    const { platform, world } = given;
    const request = await ask(await confirm(platform, await log(2015)));
    const answers = await Promise.all([
      platform.write(world.shanghai, 'withdrawCorrectionRequest', { request }),
      platform.write(world.prefecture, 'agreeCorrection', { request }),
    ]);
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', null].sort());
  });

  test('is answered once, by whoever is quicker', async () => {
    const { platform, world } = given;
    const request = await ask(await confirm(platform, await log(2015)));
    const answers = await Promise.all([
      platform.write(world.prefecture, 'agreeCorrection', { request }),
      platform.write(world.office, 'refuseCorrection', { request, reason: '核对' }),
      platform.write(world.province, 'agreeCorrection', { request }),
    ]);
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', 'CONFLICT', null].sort());
    expect(answers.map(reasonOf)).toContain('CORRECTION_REQUEST_STATE');
  });

  test('is asked for by a side of the row, of the row that counts, where it touches a closed period, and once', async () => {
    const { platform, world } = given;
    await refusesToAsk(world.guangdong, row, 'FORBIDDEN');
    await refusesToAsk(world.otherCounty, row, 'FORBIDDEN');
    await refusesToAsk(world.shanghai, await accepted(2014), 'PERIOD_NOT_CLOSED');
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on Contribution { corrects { id } } } }', {
      variables: { id: row },
    });
    await refusesToAsk(world.shanghai, node.corrects.id, 'ALREADY_CORRECTED');
    await refusesToAsk(world.shanghai, await log(2015, { draft: true }), 'CONFLICT');
    const request = await ask(row);
    await refusesToAsk(world.county, row, 'CORRECTION_ASKED_ALREADY');
    await platform.done(world.prefecture, 'agreeCorrection', { request });
    await refusesToAsk(world.county, row, 'CORRECTION_AGREED_ALREADY');
    await expectRefusal(platform, world.shanghai, 'askForCorrection', { contribution: row, reason: ' ' }, 'CORRECTION_AGREED_ALREADY', 'TEXT_EMPTY');
  });

  test('is asked for once where both sides ask at once', async () => {
    const { platform, world } = given;
    const late = await confirm(platform, await log(2015));
    const answers = await Promise.all(
      [world.shanghai, world.county, world.shanghai].map((as) => platform.write(as, 'askForCorrection', { contribution: late, reason: '补录' })),
    );
    expect(answers.map(brokenRules).sort()).toEqual([['CORRECTION_ASKED_ALREADY'], ['CORRECTION_ASKED_ALREADY'], ['NONE']]);
  });

  test('is seen by both sides and whoever looks on, listed by state and period, and never by the public', async () => {
    const { platform, world } = given;
    const request = await ask(await confirm(platform, await log(2015)));
    const seen = async (as?: Account) => {
      const answer = await platform.ask(
        'query ($period: ID!) { correctionRequests(first: 100, filter: { programme: EAST_WEST, period: $period, states: [ASKED] }) { nodes { id state } } }',
        { as, variables: { period } },
      );
      return dataOf(answer).correctionRequests.nodes.map(({ id }: { id: string }) => id);
    };
    for (const as of [world.shanghai, world.county, world.prefecture, world.office, world.auditor]) expect(await seen(as)).toContain(request);
    for (const as of [world.guangdong, world.otherCounty, world.enterprise]) expect(await seen(as)).toEqual([]);
    expect(await seen()).toEqual([]);
    expect((await platform.read('query ($id: ID!) { node(id: $id) { id } }', { variables: { id: request } })).node).toBeNull();
  });
});

test('a request for a row that was taken back since is seen by both sides as before, without the row, and answered by the level above', async () => {
  const { platform, world } = given;
  const late = await log(2015);
  const request = await ask(late, world.county);
  await platform.done(world.shanghai, 'withdrawContribution', { contribution: late });
  expect(await waitsFor(request)).toEqual(['prefecture']);
  for (const who of ['shanghai', 'county', 'prefecture', 'office', 'auditor'] as const) {
    const { node } = await platform.read('query ($id: ID!) { node(id: $id) { ... on CorrectionRequest { state contribution { id } } } }', {
      as: world[who],
      variables: { id: request },
    });
    expect([who, node]).toEqual([who, { state: 'ASKED', contribution: who === 'shanghai' ? { id: late } : null }]);
  }
  expect(await requestOf(request, world.guangdong)).toBeNull();
  await platform.done(world.prefecture, 'refuseCorrection', { request, reason: '已撤回' });
  expect(await waitsFor(request)).toEqual([]);
});

test('a village that received asks, and its prefecture agrees', async () => {
  const { platform, world } = given;
  const project = await approvedProject(platform, world.shanghai, world.office, { places: [{ place: world.villageId }] });
  const late = await confirm(platform, await log(2015, { project }));
  const request = await ask(late, world.village);
  expect(await waitsFor(request)).toEqual(['prefecture']);
  expect(codeOf(await platform.write(world.county, 'agreeCorrection', { request }))).toBe('FORBIDDEN');
  await platform.done(world.prefecture, 'agreeCorrection', { request });
  await accepts(late);
});

test('consented corrections leave every invariant standing', async () => {
  expect(await brokenChecks(given.platform.owner)).toEqual({});
});
