import { describe, expect, test } from '@jest/globals';
import { askedBy } from '../../src/access/asked-by.js';
import { viewerOf } from '../../src/access/tokens.js';
import { type Sql, sql } from '../../src/shared/sql.js';
import { codeOf, reasonOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { confirmAndAccept } from '../support/life.js';
import type { Account } from '../support/platform.js';
import { expectRefusal } from '../support/refusal.js';
import { acceptedBy, handedIn, openPeriod, reportNow, reportOwed, written } from '../support/report.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, gift, keyIn, OTHER_COUNTY, registerPartner } from '../support/world.js';

const given = useWorld();
let days = 0;

/** A report of the enterprise, which is paired with one village, for a period of its own. */
async function owed(): Promise<string> {
  days += 40;
  const period = await openPeriod(given.platform, given.world, { endedAgo: days });
  return (await reportOwed(given.platform, given.world, period, given.world.enterpriseId)).id;
}

async function submitted(input: object = {}): Promise<string> {
  const report = await owed();
  await handedIn(given.platform, given.world.enterprise, report, input);
  return report;
}

const accept = (as: Account, report: string, round = 1) => given.platform.write(as, 'acceptReport', { report, round });

async function roundsOf(report: string, as: Account) {
  const { node } = await given.platform.read(
    `query ($id: ID!) { node(id: $id) { ... on Report { state round rounds {
      round narrative submittedAt returnReason returnedPlace { code } acceptedAt
      reviews(first: 100) { nodes { step acceptedAt place { level } } } } } } }`,
    { as, variables: { id: report } },
  );
  return node;
}

/** Runs a statement under the role of the program, as this account asks it. */
async function byHand(as: Account, statement: Sql): Promise<unknown[]> {
  const { pool } = given.platform.database;
  const { rows } = await statement.execute(askedBy(pool, await viewerOf(pool, { authorization: `Bearer ${as.token}` })));
  return rows as unknown[];
}

describe('a report', () => {
  test('climbs from the village to the province, each place after those below it, and is then accepted', async () => {
    const { platform, world } = given;
    const report = await submitted();
    const climbing = [world.village, world.county, world.prefecture, world.province];
    for (const [index, as] of climbing.entries()) {
      for (const above of climbing.slice(index + 1)) {
        await expectRefusal(platform, above, 'acceptReport', { report, round: 1 }, 'REPORT_BELOW_FIRST');
        await expectRefusal(platform, above, 'returnReport', { report, round: 1, reason: '材料不全' }, 'REPORT_BELOW_FIRST');
      }
      expect((await reportNow(platform, report)).state).toBe('SUBMITTED');
      await acceptedBy(platform, report, as);
    }
    const { state, rounds } = await roundsOf(report, world.enterprise);
    expect([state, rounds.length, rounds[0].acceptedAt !== null]).toEqual(['ACCEPTED', 1, true]);
    expect(rounds[0].reviews.nodes.map(({ step, place }: { step: number; place: { level: string } }) => [step, place.level])).toEqual([
      [1, 'VILLAGE'],
      [2, 'COUNTY'],
      [3, 'PREFECTURE'],
      [4, 'PROVINCE'],
    ]);
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('concerns where it gave, where its projects went on and where it is paired; a level without a place is passed over', async () => {
    const { platform, world } = given;
    const period = await openPeriod(platform, world, { programme: 'EAST_WEST', days: 300, endedAgo: 3 });
    const { id: report } = await reportOwed(platform, world, period, world.shanghaiId);
    const project = await platform.done(world.shanghai, 'proposeProject', {
      programme: 'EAST_WEST',
      nameZh: '道路',
      sector: '31120',
      places: [{ place: OTHER_COUNTY }],
    });
    await platform.done(world.office, 'approveProject', { project });
    await handedIn(platform, world.shanghai, report);
    expect(codeOf(await accept(world.village, report))).toBe('NOT_FOUND');
    await acceptedBy(platform, report, world.otherCounty);
    await expectRefusal(platform, world.prefecture, 'acceptReport', { report, round: 1 }, 'REPORT_BELOW_FIRST');
    await acceptedBy(platform, report, world.county, world.prefecture, world.province);
    expect((await reportNow(platform, report)).state).toBe('ACCEPTED');
  });

  test('that concerns no place is for the programme office', async () => {
    const { platform, world } = given;
    const giver = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '入池公司' });
    const period = await openPeriod(platform, world, { programme: 'SOCIAL_DONATION', days: 300, endedAgo: 3 });
    const fund = await platform.done(world.guangdong, 'openFund', { programme: 'SOCIAL_DONATION', nameZh: '资金池', openedOn: '2012-01-01' });
    const [{ day } = { day: '' }] = await platform.rows<{ day: string }>(sql`select (now()::date - 20)::text as day`);
    await platform.done(giver.account, 'logContribution', gift({ fund, occurredOn: day }));
    const { id: report } = await reportOwed(platform, world, period, giver.id);
    await handedIn(platform, giver.account, report);
    expect(codeOf(await accept(world.province, report))).toBe('NOT_FOUND');
    await acceptedBy(platform, report, world.office);
    expect((await reportNow(platform, report)).state).toBe('ACCEPTED');
  });

  test('that is returned is handed in again as the next round, and the earlier one stays with its reason', async () => {
    const { platform, world } = given;
    const report = await submitted({ narrative: '第一稿' });
    await acceptedBy(platform, report, world.village);
    await platform.done(world.county, 'returnReport', { report, round: 1, reason: '数据与台账不符' });
    expect((await reportNow(platform, report)).state).toBe('RETURNED');
    await handedIn(platform, world.enterprise, report, { narrative: '第二稿' });
    await expectRefusal(platform, world.county, 'acceptReport', { report, round: 2 }, 'REPORT_BELOW_FIRST');
    const late = await accept(world.village, report, 1);
    expect([codeOf(late), reasonOf(late)]).toEqual(['CONFLICT', 'REPORT_ROUND']);
    await acceptedBy(platform, report, world.village, world.county, world.prefecture, world.province);
    const { rounds } = await roundsOf(report, world.county);
    expect(rounds.map(({ narrative, returnReason, returnedPlace }: Record<string, unknown>) => ({ narrative, returnReason, returnedPlace }))).toEqual(
      [
        { narrative: '第一稿', returnReason: '数据与台账不符', returnedPlace: { code: COUNTY } },
        { narrative: '第二稿', returnReason: null, returnedPlace: null },
      ],
    );
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('is written and handed in at the version that was read, and by its partner alone', async () => {
    const { platform, world } = given;
    const report = await owed();
    await written(platform, world.enterprise, report);
    const input = { report, version: 1, narrative: '旧' };
    const stale = await platform.write(world.enterprise, 'saveReport', input);
    expect([codeOf(stale), stale.errors[0]?.extensions]).toEqual([
      'CONFLICT',
      expect.objectContaining({ reason: 'REPORT_VERSION', report: { id: report, state: 'OWED', round: 0, version: 2 } }),
    ]);
    expect(codeOf(await platform.write(world.enterprise, 'submitReport', { report, version: 1 }))).toBe('CONFLICT');
    expect(codeOf(await platform.write(world.chamber, 'saveReport', { ...input, version: 2 }))).toBe('NOT_FOUND');
    await platform.done(world.enterprise, 'submitReport', { report, version: 2 });
    const after = await platform.write(world.enterprise, 'saveReport', { ...input, version: 3 });
    expect([codeOf(after), reasonOf(after)]).toEqual(['CONFLICT', 'REPORT_STATE']);
  });

  test('is refused with everything that is wrong with what is written', async () => {
    const { platform, world } = given;
    const report = await owed();
    const forecast = (quarter: string, amount = '1', flowClass = 'DONATION') => ({ quarter, amount, flowClass });
    const save = { report, version: 1, narrative: 'x' };
    await expectRefusal(
      platform,
      world.enterprise,
      'saveReport',
      {
        ...save,
        narrative: ' ',
        forecasts: [forecast('2021Q1'), forecast('2012-Q1'), forecast('2099-Q1'), forecast('2027-Q4', '-1'), forecast('2027-Q4')],
      },
      'AMOUNT_NEGATIVE',
      'FORECAST_TWICE',
      'QUARTER_MALFORMED',
      'QUARTER_OUT_OF_RANGE',
      'TEXT_EMPTY',
    );
    await expectRefusal(platform, world.enterprise, 'submitReport', { report, version: 1 }, 'REPORT_NOT_WRITTEN');
    const many = Array.from({ length: 121 }, () => forecast('2027-Q4'));
    await expectRefusal(platform, world.enterprise, 'saveReport', { ...save, forecasts: many }, 'FORECASTS_TOO_MANY');
  });
});

describe('nobody accepts their own', () => {
  test('nor for two places with one account', async () => {
    const { platform, world } = given;
    const [village, county] = await platform.rows<{ id: string }>(
      sql`select id::text as id from place where id in (${keyIn(world.villageId)}::bigint, (select county_id from place where id = ${keyIn(world.villageId)}::bigint)) order by level desc`,
    );
    const both = await platform.account('PARTNER', { partnerId: keyIn(world.enterpriseId) });
    const [{ account } = { account: '' }] = await platform.rows<{ account: string }>(sql`select max(account_id)::text as account from membership`);
    for (const place of [village, county]) {
      await platform.rows(sql`insert into membership (account_id, role, place_id) values (${account}::bigint, 'PLACE', ${place?.id ?? ''}::bigint)`);
    }
    const asPlace = (place: string | undefined, action: string, input: string) =>
      platform.ask(`mutation ($input: ${input}!) { ${action}(input: $input) { report { state } } }`, {
        as: both,
        actingFor: place && Buffer.from(`Place:${place}`).toString('base64url'),
        variables: { input: { report, round: 1 } },
      });
    let report = await owed();
    const asPartner = { as: both, actingFor: world.enterpriseId };
    await platform.read('mutation ($input: SaveReportInput!) { saveReport(input: $input) { round { id } } }', {
      ...asPartner,
      variables: { input: { report, version: 1, narrative: 'x' } },
    });
    await platform.read('mutation ($id: ID!) { submitReport(report: $id, version: 2) { report { id } } }', {
      ...asPartner,
      variables: { id: report },
    });
    expect((await asPlace(village?.id, 'acceptReport', 'AcceptReportInput')).errors[0]?.extensions.rules).toEqual([
      expect.objectContaining({ code: 'REPORT_OWN' }),
    ]);
    await expect(
      platform.rows(
        sql`update report_review set accepted_at = now(), account_id = ${account}::bigint where report_id = ${keyIn(report)}::bigint and step = 1`,
      ),
    ).rejects.toThrow('nobody accepts their own report');

    report = await submitted();
    expect((await asPlace(village?.id, 'acceptReport', 'AcceptReportInput')).errors).toEqual([]);
    expect((await asPlace(county?.id, 'acceptReport', 'AcceptReportInput')).errors[0]?.extensions.rules).toEqual([
      expect.objectContaining({ code: 'REPORT_OWN' }),
    ]);
  });
});

describe('SQL by hand under the role of the program', () => {
  test('skips no level, takes no other place, and changes nothing that was handed in', async () => {
    const { platform, world } = given;
    const report = await submitted();
    const key = sql`${keyIn(report)}::bigint`;
    const accepting = (step: number) =>
      sql`update report_review set accepted_at = now(), account_id = viewer_account() where report_id = ${key} and step = ${step}::smallint returning id`;
    await expect(byHand(world.county, accepting(2))).rejects.toThrow('from the villages up');
    await expect(byHand(world.province, accepting(4))).rejects.toThrow('from the villages up');
    expect(await byHand(world.county, accepting(1))).toEqual([]);
    expect(await byHand(world.office, accepting(4))).toEqual([]);
    expect(await byHand(world.enterprise, accepting(1))).toEqual([]);
    const back = sql`update report_round set returned_at = now(), returned_place_id = viewer_place(), returned_by = viewer_account(), return_reason = 'x'
      where report_id = ${key} returning id`;
    await expect(byHand(world.county, back)).rejects.toThrow('written, handed in, and accepted or returned');
    expect(await byHand(world.enterprise, back)).toEqual([]);
    await expect(byHand(world.village, sql`update report_round set narrative = 'x' where report_id = ${key}`)).rejects.toThrow(
      /policy|written, handed in/,
    );
    expect(await byHand(world.enterprise, sql`update report_round set narrative = 'x' where report_id = ${key} returning id`)).toEqual([]);
    for (const statement of [
      sql`update report set state = 'ACCEPTED' where id = ${key}`,
      sql`update report_round set accepted_at = now() where report_id = ${key}`,
      sql`insert into report_review (report_id, round, step) values (${key}, 1, 1)`,
      sql`insert into report_figure select id, 'FISCAL', 'DISBURSED', 'CASH', 1, 1, 1, 0 from report_round`,
      sql`delete from report_review where report_id = ${key}`,
      sql`select await_reports(array[${key}])`,
      sql`select remind_of_reports(10)`,
      sql`insert into report_reminder (report_id, kind, due_moves) values (${key}, 'DUE', 1)`,
    ]) {
      await expect(byHand(world.village, statement)).rejects.toThrow('permission denied');
    }
    expect((await byHand(world.village, accepting(1))).length).toBe(1);
    expect(await brokenChecks(platform.owner)).toEqual({});
  });
});

describe('two at once', () => {
  test.each([
    ['accept', 'accept'],
    ['accept', 'return'],
    ['return', 'return'],
  ])('%s and %s: one does it, and the other is told how the report is now', async (first, second) => {
    const { platform, world } = given;
    const other = await platform.account('PLACE', { placeId: keyIn(world.villageId) });
    for (let run = 0; run < 5; run += 1) {
      const report = await submitted();
      const take = (as: Account, step: string) =>
        platform.write(as, `${step}Report`, { report, round: 1, ...(step === 'return' && { reason: '材料不全' }) });
      const answers = await Promise.all([take(world.village, first), take(other, second)]);
      expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', null].sort());
      const now = await reportNow(platform, report);
      const loser = answers.find((answer) => answer.errors.length > 0);
      expect(loser?.errors[0]?.extensions.report).toEqual({ id: report, ...now });
    }
    expect(await brokenChecks(platform.owner)).toEqual({});
  });

  test('places at the same level do not stand in each other’s way', async () => {
    const { platform, world } = given;
    const period = await openPeriod(platform, world, { programme: 'EAST_WEST', days: 60, endedAgo: 900 });
    const { id: report } = await reportOwed(platform, world, period, world.shanghaiId);
    await handedIn(platform, world.shanghai, report);
    const answers = await Promise.all([world.county, world.otherCounty].map((as) => accept(as, report)));
    expect(answers.map(codeOf)).toEqual([null, null]);
  });
});

describe('the figures of a round', () => {
  const FIGURES = `query ($id: ID!) { node(id: $id) { ... on Report { rounds { contributions openContributions projects
    figures { flowClass stage form rows gross { fen } net { fen } } } } } }`;

  test('are what the ledger says as it is handed in, and nothing that happens later moves them', async () => {
    const { platform, world } = given;
    const period = await openPeriod(platform, world, { programme: 'EAST_WEST', days: 200, endedAgo: 1100 });
    const { id: report } = await reportOwed(platform, world, period, world.shanghaiId);
    const [{ day } = { day: '' }] = await platform.rows<{ day: string }>(
      sql`select (starts_on + 10)::text as day from reporting_period where id = ${keyIn(period)}::bigint`,
    );
    const log = (input: object = {}) => platform.done(world.shanghai, 'logContribution', gift({ project: world.project, occurredOn: day, ...input }));
    const first = await confirmAndAccept(platform, world.office, await log({ amount: '10.01' }));
    await confirmAndAccept(platform, world.office, await log({ amount: '7', stage: 'PLEDGED' }));
    const pooled = await confirmAndAccept(platform, world.office, await log({ fund: world.fund, project: null, amount: '50', flowClass: 'FISCAL' }));
    await confirmAndAccept(platform, world.office, await log({ onwardFrom: pooled, amount: '20', flowClass: 'FISCAL' }));
    const open = await log({ amount: '1000' });
    await log({ amount: '5', draft: true });
    await handedIn(platform, world.shanghai, report);
    const stated = (await platform.read(FIGURES, { as: world.county, variables: { id: report } })).node.rounds;
    const line = (flowClass: string, stage: string, rows: number, gross: string, net: string) => ({
      flowClass,
      stage,
      form: 'CASH',
      rows,
      gross: { fen: gross },
      net: { fen: net },
    });
    expect(stated).toEqual([
      {
        contributions: 4,
        openContributions: 1,
        projects: 1,
        figures: [
          line('DONATION', 'DISBURSED', 1, '1001', '1001'),
          line('DONATION', 'PLEDGED', 1, '700', '700'),
          line('FISCAL', 'DISBURSED', 2, '7000', '5000'),
        ],
      },
    ]);
    await confirmAndAccept(platform, world.office, open);
    const correction = await platform.done(world.shanghai, 'correctContribution', { contribution: first, reason: '笔误', amount: '99' });
    await confirmAndAccept(platform, world.office, correction);
    expect((await platform.read(FIGURES, { as: world.county, variables: { id: report } })).node.rounds).toEqual(stated);
    await platform.done(world.county, 'returnReport', { report, round: 1, reason: '台账已更正' });
    await handedIn(platform, world.shanghai, report);
    const [before, now] = (await platform.read(FIGURES, { as: world.county, variables: { id: report } })).node.rounds;
    expect(before).toEqual(stated[0]);
    expect(now.figures[0]).toEqual(line('DONATION', 'DISBURSED', 2, '109900', '109900'));
    await expect(platform.rows(sql`update report_figure set net_fen = 0`)).rejects.toThrow('append-only');
    await expect(platform.rows(sql`update report_round set accepted_rows = 0 where round = 1`)).rejects.toThrow();
  });
});
