import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../src/database.js';
import { remindOfReports } from '../../src/report/reminding.js';
import { sql } from '../../src/shared/sql.js';
import { Deliverer } from '../../src/webhook/delivering.js';
import { webhookSettings } from '../../src/webhook/webhook-settings.js';
import { tellEverything } from '../event/telling.js';
import { newKey } from '../history/sealed.js';
import { codeOf, reasonOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import type { Account } from '../support/platform.js';
import { expectRefusal } from '../support/refusal.js';
import { acceptedBy, dayFromNow, handedIn, openPeriod, reportOwed } from '../support/report.js';
import { useWorld } from '../support/use-world.js';
import { COUNTY, keyIn, registerPartner } from '../support/world.js';
import { startReceiver } from '../webhook/receiving.js';

const given = useWorld();
const key = newKey();

/** Another process of the program, as far as the database knows. */
let other: Database;
beforeAll(async () => {
  const { storage } = given.platform.database;
  if (storage.kind !== 'postgresql') throw new Error('Expected a server');
  other = await openDatabase({ ...storage, connections: 4 });
});
afterAll(() => other?.close());

let moved = 0;

/** A report of a unit of its own that is due in so many days, and the unit. */
async function owed(dueIn: number): Promise<{ report: string; unit: Account; id: string }> {
  const { platform, world } = given;
  const programme = 'FIXED_POINT';
  const unit = await registerPartner(platform, world.office, { kind: 'CENTRAL_UNIT', nameZh: '试验单位' });
  await platform.done(world.office, 'agreePairing', { programme, partner: unit.id, place: COUNTY, startedOn: '2000-01-01' });
  moved += 200;
  // Long over, and due as it is asked for.
  const period = await openPeriod(platform, world, { programme, endedAgo: moved, days: 100, dueIn });
  const { id: report } = await reportOwed(platform, world, period, unit.id);
  return { report, unit: unit.account, id: unit.id };
}

/** A day passes: what was due in two days is due tomorrow. */
const dayPasses = async (report: string, days = 1) => {
  await given.platform.rows(sql`alter table report disable trigger report_stays`);
  await given.platform.rows(
    sql`
      update report set due_on = due_on - ${days}::integer, opens_on = opens_on - ${days}::integer
      where period_id = (select period_id from report where id = ${keyIn(report)}::bigint)`,
  );
  await given.platform.rows(sql`alter table report enable trigger report_stays`);
  await given.platform.rows(sql`alter table reporting_period disable trigger user`);
  await given.platform.rows(sql`
    update reporting_period set due_on = due_on - ${days}::integer where id = (select period_id from report where id = ${keyIn(report)}::bigint)`);
  await given.platform.rows(sql`alter table reporting_period enable trigger user`);
};

const told = async (report: string) =>
  (
    await given.platform.rows<{ kind: string }>(sql`
      select kind from outbox where subject_type = 'Report' and subject_id = ${keyIn(report)}::bigint and kind like 'report%' order by position`)
  ).map(({ kind }) => kind);

async function remind(): Promise<void> {
  await remindOfReports(given.platform.database.pool);
  await tellEverything(given.platform, key);
}

const waitingFor = async (as: Account) =>
  (await given.platform.read('{ waiting(first: 100) { nodes { kind dueOn report { id } } } }', { as })).waiting.nodes
    .filter(({ report }: { report: unknown }) => report !== null)
    .map(({ kind, report }: { kind: string; report: { id: string } }) => [kind, report.id]);

describe('a partner is reminded', () => {
  test('some days before, on the day and after it, each time once, until it hands in', async () => {
    const { platform } = given;
    const { report, unit } = await owed(15);
    await remind();
    expect(await told(report)).toEqual([]);
    expect(await waitingFor(unit)).toEqual([]);
    await dayPasses(report);
    for (let twice = 0; twice < 2; twice += 1) await remind();
    expect(await told(report)).toEqual(['reportDueSoon']);
    expect(await waitingFor(unit)).toEqual([['SUBMIT_REPORT', report]]);
    await dayPasses(report, 14);
    for (let twice = 0; twice < 2; twice += 1) await remind();
    expect(await told(report)).toEqual(['reportDueSoon', 'reportDue']);
    await dayPasses(report);
    for (let twice = 0; twice < 2; twice += 1) await remind();
    expect(await told(report)).toEqual(['reportDueSoon', 'reportDue', 'reportOverdue']);
    expect(await waitingFor(unit)).toEqual([['SUBMIT_REPORT', report]]);
    expect(await brokenChecks(platform.owner)).toEqual({});
    await handedIn(platform, unit, report);
    expect(await waitingFor(unit)).toEqual([]);
  });

  test('of nothing that it handed in, and of nothing that was due long before', async () => {
    const { platform } = given;
    const [submitted, old] = [await owed(3), await owed(-91)];
    await handedIn(platform, submitted.unit, submitted.report);
    await remind();
    expect([await told(submitted.report), await told(old.report)]).toEqual([[], []]);
  });

  test('as many days before as its programme says', async () => {
    const { platform } = given;
    const { report } = await owed(20);
    await platform.rows(sql`update programme set remind_days = 20 where code = 'FIXED_POINT'`);
    await remind();
    await platform.rows(sql`update programme set remind_days = default where code = 'FIXED_POINT'`);
    expect(await told(report)).toEqual(['reportDueSoon']);
  });

  test('once, however many processes ask at the same moment', async () => {
    const reports = [];
    for (let nth = 0; nth < 12; nth += 1) reports.push((await owed(-1 - (nth % 3))).report);
    const pools = [given.platform.database.pool, other.pool];
    const counts = await Promise.all(Array.from({ length: 8 }, (_, nth) => remindOfReports(pools[nth % 2] as typeof other.pool)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(12);
    await tellEverything(given.platform, key);
    for (const report of reports) expect(await told(report)).toEqual(['reportOverdue']);
    const [{ items } = { items: '' }] = await given.platform.rows<{ items: string }>(
      sql`select count(*)::text as items from waiting_item where kind = 'SUBMIT_REPORT' and subject_id in (${sql.join(reports.map((report) => sql`${keyIn(report)}::bigint`))})`,
    );
    expect(items).toBe('12');
    expect(await brokenChecks(given.platform.owner)).toEqual({});
  });

  test('and its webhook and whoever else has a hand in the report are told of it, and nobody else is', async () => {
    const { platform, world } = given;
    const { pool } = platform.database;
    const { report, id } = await owed(0);
    const receivers = await Promise.all([startReceiver(), startReceiver(), startReceiver()]);
    const managers = [
      await platform.account('PARTNER', { partnerId: keyIn(id), manages: true }),
      await platform.account('PROGRAMME_OFFICE', { manages: true }),
      await platform.account('PARTNER', { partnerId: keyIn(world.chamberId), manages: true }),
    ];
    for (const [nth, as] of managers.entries()) {
      await platform.done(as, 'createWebhook', { name: '系统', url: receivers[nth]?.url, kinds: ['reportDue', 'reportOverdue'] });
    }
    await remind();
    await new Deliverer(pool, webhookSettings(pool)).deliverAll();
    const told = receivers.map(({ received }) =>
      received.map(({ body }) => [body.type, body.data.id, body.data.typename]).filter(([, of]) => of === report),
    );
    const event = ['reportDue', report, 'Report'];
    expect(told).toEqual([[event], [event], []]);
    await Promise.all(receivers.map((receiver) => receiver.close()));
  });
});

describe('a report waits', () => {
  test('for the place whose turn it is, and for its partner when it was returned', async () => {
    const { platform, world } = given;
    const period = await openPeriod(platform, world, { endedAgo: 40, dueIn: 20 });
    const { id: report } = await reportOwed(platform, world, period, world.enterpriseId);
    const who = {
      enterprise: world.enterprise,
      village: world.village,
      county: world.county,
      prefecture: world.prefecture,
      province: world.province,
    };
    const waiting = async () =>
      (
        await Promise.all(
          Object.entries(who).map(async ([name, as]) =>
            (await waitingFor(as)).flatMap(([kind, id]: string[]) => (id === report ? [`${name} ${kind}`] : [])),
          ),
        )
      ).flat();
    await handedIn(platform, world.enterprise, report);
    // Not every village has staff, so its county sees what waits for it.
    expect(await waiting()).toEqual(['village REVIEW_REPORT', 'county REVIEW_REPORT']);
    await acceptedBy(platform, report, world.village);
    expect(await waiting()).toEqual(['county REVIEW_REPORT']);
    await acceptedBy(platform, report, world.county);
    expect(await waiting()).toEqual(['prefecture REVIEW_REPORT']);
    await platform.done(world.prefecture, 'returnReport', { report, round: 1, reason: '补充说明' });
    expect(await waiting()).toEqual(['enterprise MEND_RETURNED']);
    await handedIn(platform, world.enterprise, report);
    await acceptedBy(platform, report, world.village, world.county, world.prefecture);
    expect(await waiting()).toEqual(['province REVIEW_REPORT']);
    await acceptedBy(platform, report, world.province);
    expect(await waiting()).toEqual([]);
    expect(await brokenChecks(platform.owner)).toEqual({});
  });
});

test('a partner is reminded anew where the office moves the due day, which every report has that is not accepted', async () => {
  const { platform, world } = given;
  const { report, unit } = await owed(0);
  await remind();
  expect(await told(report)).toEqual(['reportDue']);
  const seen = async () => {
    const asked = 'query ($id: ID!) { node(id: $id) { ... on Report { dueOn period { id endsOn viewerCanChangeDueDay } } } }';
    return (await platform.read(asked, { as: world.office, variables: { id: report } })).node;
  };
  const { id: period, endsOn, viewerCanChangeDueDay } = (await seen()).period;
  expect(viewerCanChangeDueDay).toBe(true);
  const change = (as: Account, input: object) => platform.write(as, 'changeDueDay', { period, dueOn: endsOn, reason: '春节顺延', ...input });
  const later = await dayFromNow(platform, 5);
  expect(codeOf(await change(unit, { dueOn: later }))).toBe('FORBIDDEN');
  await expectRefusal(platform, world.office, 'changeDueDay', { period, dueOn: '2000-01-01', reason: ' ' }, 'PERIOD_DUE_BEFORE_END', 'TEXT_EMPTY');
  expect(codeOf(await change(world.office, { dueOn: later }))).toBeNull();
  await expectRefusal(platform, world.office, 'changeDueDay', { period, dueOn: later, reason: '再延' }, 'PERIOD_DUE_ALREADY');
  expect(await seen()).toMatchObject({ dueOn: later });
  const { waiting } = await platform.read('{ waiting(first: 100) { nodes { kind dueOn report { id } } } }', { as: unit });
  expect(waiting.nodes).toContainEqual({ kind: 'SUBMIT_REPORT', dueOn: later, report: { id: report } });
  await remind();
  expect(await told(report)).toEqual(['reportDue', 'reportDueSoon']);
  // Also where the day is moved back to one that it had, and who is asked is told that what waits has another day.
  const items = async () =>
    (
      await platform.rows<{ kind: string }>(sql`
        select kind from outbox where kind like 'waiting%' and subject_type = 'Report' and subject_id = ${keyIn(report)}::bigint order by position`)
    ).map(({ kind }) => kind);
  expect(await items()).toEqual(['waitingAdded', 'waitingDone', 'waitingAdded']);
  expect(codeOf(await change(world.office, { dueOn: await dayFromNow(platform, 0) }))).toBeNull();
  for (let twice = 0; twice < 2; twice += 1) await remind();
  expect(await told(report)).toEqual(['reportDue', 'reportDueSoon', 'reportDue']);
  expect(await items()).toEqual(['waitingAdded', 'waitingDone', 'waitingAdded', 'waitingDone', 'waitingAdded']);
  await platform.done(world.office, 'closePeriod', { period, leaveOut: true });
  const closed = await change(world.office, { dueOn: await dayFromNow(platform, 9) });
  expect([codeOf(closed), reasonOf(closed)]).toEqual(['CONFLICT', 'PERIOD_STATE']);
  expect((await seen()).period.viewerCanChangeDueDay).toBe(false);
  expect(await brokenChecks(platform.owner)).toEqual({});
});
