import { describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { codeOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { confirmAndAccept } from '../support/life.js';
import { expectRefusal } from '../support/refusal.js';
import { dayFromNow, openPeriod, reportOwed, reportsSeen } from '../support/report.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, gift, keyIn, registerPartner } from '../support/world.js';

const given = useWorld();

const owing = async (period: string) => {
  const { reports } = await given.platform.read(
    'query ($period: ID!) { reports(filter: { period: $period }, first: 100) { nodes { partner { id } } } }',
    { as: given.world.office, variables: { period } },
  );
  return reports.nodes.map(({ partner }: { partner: { id: string } }) => partner.id).sort();
};

describe('a partner owes a report', () => {
  test('for a period in which a pairing of it is in force, and for no other', async () => {
    const { platform, world } = given;
    const period = await openPeriod(platform, world);
    expect(await owing(period)).toEqual([world.enterpriseId, world.chamberId].sort());
    const late = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '后来公司' });
    const pair = async (startedOn: string) =>
      platform.done(world.office, 'agreePairing', { programme: 'TEN_THOUSAND_ENTERPRISES', partner: late.id, place: world.villageId, startedOn });
    await pair(await dayFromNow(platform, -1));
    expect(await owing(period)).not.toContain(late.id);
    const early = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '早先公司' });
    const pairing = await platform.done(world.office, 'agreePairing', {
      programme: 'TEN_THOUSAND_ENTERPRISES',
      partner: early.id,
      place: world.villageId,
      startedOn: '2016-01-01',
    });
    expect(await owing(period)).toContain(early.id);
    await platform.done(world.office, 'endPairing', { pairing, endedOn: '2016-12-31', reason: '期满' });
    expect(await owing(period)).not.toContain(early.id);
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('for a period in which it gave something that was handed in, also without a pairing', async () => {
    const { platform, world } = given;
    const giver = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '捐赠公司' });
    const period = await openPeriod(platform, world, { programme: 'SOCIAL_DONATION' });
    const project = await platform.done(giver.account, 'proposeProject', {
      programme: 'SOCIAL_DONATION',
      nameZh: '助学',
      sector: '31120',
      places: [{ place: COUNTY }],
    });
    await platform.done(world.office, 'approveProject', { project });
    const occurredOn = await dayFromNow(platform, -10);
    const row = await platform.done(giver.account, 'logContribution', gift({ project, occurredOn, draft: true }));
    expect(await owing(period)).toEqual([]);
    await platform.done(giver.account, 'submitContribution', { contribution: row });
    expect(await owing(period)).toEqual([giver.id]);
    // A period that is opened later finds what was given before.
    await platform.done(world.office, 'openPeriod', {
      programme: 'SOCIAL_DONATION',
      code: '2019',
      nameZh: '2019 年',
      nameEn: '2019',
      startsOn: '2019-01-01',
      endsOn: '2019-12-31',
      dueOn: '2020-01-31',
    });
    await platform.done(giver.account, 'withdrawContribution', { contribution: row });
    expect(await owing(period)).toEqual([]);
  });

  test('no more for what was corrected to nothing, or to another period, once the correction is accepted', async () => {
    const { platform, world } = given;
    const fund = await platform.done(world.guangdong, 'openFund', { programme: 'SOCIAL_DONATION', nameZh: '备用资金池', openedOn: '2012-01-01' });
    const giver = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '误记公司' });
    const period = await openPeriod(platform, world, { programme: 'SOCIAL_DONATION', endedAgo: 600 });
    const log = async () =>
      confirmAndAccept(
        platform,
        world.office,
        await platform.done(giver.account, 'logContribution', gift({ fund, occurredOn: await dayFromNow(platform, -610) })),
      );
    for (const input of [{ void: true }, { occurredOn: await dayFromNow(platform, -700) }]) {
      const contribution = await log();
      expect(await owing(period)).toEqual([giver.id]);
      const correction = await platform.done(giver.account, 'correctContribution', { contribution, reason: '误记', ...input });
      expect(await owing(period)).toEqual([giver.id]);
      await confirmAndAccept(platform, world.office, correction);
      expect(await owing(period)).toEqual([]);
    }
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  describe('no more for what was corrected before it was accepted', () => {
    let ago = 1200;

    /** A row in a period, the same partner's report for another one, and a correction that moves the row there. */
    async function moved(before: (contribution: string) => Promise<unknown>) {
      const { platform, world } = given;
      const fund = await platform.done(world.guangdong, 'openFund', { programme: 'SOCIAL_DONATION', nameZh: '更正资金池', openedOn: '2012-01-01' });
      const giver = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '更正公司' });
      ago += 200;
      const period = await openPeriod(platform, world, { programme: 'SOCIAL_DONATION', endedAgo: ago });
      const other = await openPeriod(platform, world, { programme: 'SOCIAL_DONATION', endedAgo: ago + 100 });
      const log = async (days: number) =>
        platform.done(giver.account, 'logContribution', gift({ fund, occurredOn: await dayFromNow(platform, -ago - days) }));
      await log(110);
      const contribution = await log(10);
      expect(await owing(period)).toEqual([giver.id]);
      await before(contribution);
      const correction = await platform.done(giver.account, 'correctContribution', {
        contribution,
        reason: '误记',
        occurredOn: await dayFromNow(platform, -ago - 105),
      });
      expect([await owing(period), await owing(other)]).toEqual([[], [giver.id]]);
      return { giver, period, correction };
    }

    const returned = (contribution: string) => given.platform.done(given.world.office, 'returnContribution', { contribution, reason: '日期有误' });

    test.each([
      ['in review', async () => undefined],
      ['returned', returned],
    ])('%s, unless the correction is sent back or taken back', async (_, before) => {
      const { platform } = given;
      const { giver, period, correction } = await moved(before);
      await returned(correction);
      expect(await owing(period)).toEqual([giver.id]);
      expect(await brokenChecks(platform.owner)).toEqual({});
      await platform.done(giver.account, 'submitContribution', { contribution: correction });
      expect(await owing(period)).toEqual([]);
      expect(await brokenChecks(platform.owner)).toEqual({});
      await platform.done(giver.account, 'withdrawContribution', { contribution: correction });
      expect(await owing(period)).toEqual([giver.id]);
      expect(await brokenChecks(platform.owner)).toEqual({});
    });
  });

  test('for none that asks for no reports', async () => {
    const { platform, world } = given;
    const period = await openPeriod(platform, world, { endedAgo: 100, reportsOwed: false });
    expect(await owing(period)).toEqual([]);
    await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '另一公司' });
    expect(await owing(period)).toEqual([]);
  });

  test('under the record that stands for it, once two records are one', async () => {
    const { platform, world } = given;
    const kept = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '合并公司' });
    const merged = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '合并公司二' });
    await platform.done(world.office, 'agreePairing', {
      programme: 'TEN_THOUSAND_ENTERPRISES',
      partner: merged.id,
      place: world.villageId,
      startedOn: '2016-01-01',
    });
    const period = await openPeriod(platform, world, { endedAgo: 200 });
    expect(await owing(period)).toContain(merged.id);
    await platform.done(world.office, 'mergePartners', { kept: kept.id, merged: merged.id, reason: '重复' });
    const seen = await owing(period);
    expect(seen).toContain(kept.id);
    expect(seen).not.toContain(merged.id);
    await platform.done(world.office, 'unmergePartners', { merged: merged.id, reason: '误并' });
    expect(await owing(period)).toContain(merged.id);
    expect(await brokenChecks(platform.owner)).toEqual({});
  });
});

test('what a record gave is owed by the record that stands for it, also without a pairing', async () => {
  const { platform, world } = given;
  const kept = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '合并捐赠公司' });
  const merged = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '合并捐赠公司二' });
  const period = await openPeriod(platform, world, { programme: 'SOCIAL_DONATION', endedAgo: 1000 });
  const fund = await platform.done(world.guangdong, 'openFund', { programme: 'SOCIAL_DONATION', nameZh: '资金池', openedOn: '2012-01-01' });
  await platform.done(merged.account, 'logContribution', gift({ fund, occurredOn: await dayFromNow(platform, -1010) }));
  const records = async () =>
    (await platform.rows<{ id: string }>(sql`select partner_id::text as id from report where period_id = ${keyIn(period)}::bigint and is_owed`)).map(
      ({ id }) => id,
    );
  expect(await records()).toEqual([keyIn(merged.id)]);
  await platform.done(world.office, 'mergePartners', { kept: kept.id, merged: merged.id, reason: '重复' });
  expect(await records()).toEqual([keyIn(kept.id)]);
  expect(await owing(period)).toEqual([kept.id]);
  await platform.done(world.office, 'unmergePartners', { merged: merged.id, reason: '误并' });
  expect(await records()).toEqual([keyIn(merged.id)]);
  expect(await brokenChecks(platform.owner)).toEqual({});
});

describe('what was not handed in', () => {
  test.each([
    ['NOT_YET_DUE', -1, 10],
    ['NOT_YET_DUE', 0, 10],
    ['DUE', 1, 10],
    ['DUE', 1, 1],
    ['DUE', 1, 0],
    ['OVERDUE', 2, -1],
    ['DUE', 0, 0],
  ])('is %s %i days after its period with %i days left', async (state, endedAgo, dueIn) => {
    const { platform, world } = given;
    const programme = 'FIXED_POINT';
    const unit = await registerPartner(platform, world.office, { kind: 'CENTRAL_UNIT', nameZh: '试验单位' });
    await platform.done(world.office, 'agreePairing', { programme, partner: unit.id, place: COUNTY, startedOn: '2015-01-01' });
    const period = await openPeriod(platform, world, { programme, endedAgo, dueIn, days: 0 });
    expect((await reportOwed(platform, world, period, unit.id)).state).toBe(state);
    await movedAway(period);
    for (const other of ['NOT_YET_DUE', 'DUE', 'OVERDUE', 'SUBMITTED', 'RETURNED', 'ACCEPTED']) {
      expect([other, (await reportsSeen(platform, world.office, { period, partner: unit.id, states: [other] })).length]).toEqual([
        other,
        other === state ? 1 : 0,
      ]);
    }
  });

  /** Makes room for another period with the same days; what is owed stays as it is. */
  async function movedAway(period: string): Promise<void> {
    await given.platform.rows(sql`
      update reporting_period set starts_on = starts_on - 1000 * id::integer, ends_on = ends_on - 1000 * id::integer where id = ${keyIn(period)}::bigint`);
  }

  test('is asked for by programme, place, partner and state, and what is due first comes first', async () => {
    const { platform, world } = given;
    await openPeriod(platform, world, { endedAgo: 400, dueIn: -300 });
    await openPeriod(platform, world, { endedAgo: 600, dueIn: -500 });
    const of = { partner: world.enterpriseId, programme: 'TEN_THOUSAND_ENTERPRISES', states: ['OVERDUE'] };
    const found = await reportsSeen(platform, world.office, { ...of, place: COUNTY });
    expect(found.map(({ dueOn }) => dueOn)).toEqual([await dayFromNow(platform, -500), await dayFromNow(platform, -300)]);
    expect(await reportsSeen(platform, world.office, { ...of, place: '533325' })).toEqual([]);
    expect(await reportsSeen(platform, world.office, { ...of, programme: 'EAST_WEST' })).toEqual([]);
    expect(codeOf(await platform.ask('{ reports(filter: { place: "999999" }) { nodes { id } } }', { as: world.office }))).toBe('NOT_FOUND');
  });

  test('cannot be handed in before its period is over, not even by SQL under the role of the program', async () => {
    const { platform, world } = given;
    const period = await openPeriod(platform, world, { endedAgo: -40, dueIn: 60, days: 10 });
    const { id: report, version } = await reportOwed(platform, world, period, world.enterpriseId);
    await platform.done(world.enterprise, 'saveReport', { report, version, narrative: '草稿' });
    await expectRefusal(platform, world.enterprise, 'submitReport', { report, version: version + 1 }, 'REPORT_PERIOD_RUNS');
    await expect(platform.rows(sql`update report_round set submitted_at = now() where report_id = ${keyIn(report)}::bigint`)).rejects.toThrow(
      'the period is not over',
    );
  });
});
