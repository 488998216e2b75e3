import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { remindOfReports } from '../../src/report/reminding.js';
import { sql } from '../../src/shared/sql.js';
import { codeOf } from '../support/answer.js';
import { brokenChecks } from '../support/checks.js';
import { connectionTo } from '../support/connection.js';
import type { Account } from '../support/platform.js';
import { dayFromNow, openPeriod, reportOwed, written } from '../support/report.js';
import { useWorld } from '../support/use-world.js';
import { gift, keyIn, registerPartner } from '../support/world.js';

const given = useWorld();
const programme = 'SOCIAL_DONATION';
let ago = 0;

/** Another transaction. */
let other: pg.Client;
beforeEach(async () => {
  other = await connectionTo(given.platform);
});
afterEach(async () => {
  await other.end();
  expect(await brokenChecks(given.platform.owner)).toEqual({});
});

/** Begun while another transaction has done its part and is not committed, and ended when it is. */
async function whileOpen<Result>(statement: string, values: readonly unknown[], begin: () => Promise<Result>): Promise<Result> {
  await other.query('begin');
  await other.query(statement, [...values]);
  const begun = begin();
  await Promise.race([begun.catch(() => undefined), new Promise((goesOn) => setTimeout(goesOn, 400))]);
  await other.query('commit');
  return begun;
}

/** A giver with nothing but a contribution in a period, for which it owes a report. */
async function owing({ dueIn = 20 } = {}) {
  const { platform, world } = given;
  ago += 60;
  const giver = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '同时公司' });
  const fund = await platform.done(world.guangdong, 'openFund', { programme, nameZh: '资金池', openedOn: '2012-01-01' });
  const period = await openPeriod(platform, world, { programme, endedAgo: ago, dueIn });
  const occurredOn = await dayFromNow(platform, -ago - 5);
  const log = (input: object = {}) => platform.done(giver.account, 'logContribution', gift({ fund, occurredOn, ...input }));
  const contribution = await log();
  const { id: report } = await reportOwed(platform, world, period, giver.id);
  return { giver, period, contribution, report, log, into: { fund, occurredOn } };
}

const isOwed = async (report: string) =>
  (await given.platform.rows<{ owed: boolean }>(sql`select is_owed as owed from report where id = ${keyIn(report)}::bigint`))[0]?.owed;

const dueDays = async (period: string) =>
  (
    await given.platform.rows<{ day: string }>(sql`
      select distinct due_on::text as day from report where period_id = ${keyIn(period)}::bigint
      union select due_on::text from reporting_period where id = ${keyIn(period)}::bigint
      union select item.due_on::text from waiting_item item join report on report.id = item.subject_id
        where item.subject_type = 'Report' and report.period_id = ${keyIn(period)}::bigint`)
  ).map(({ day }) => day);

const WITHDRAW = `update contribution set state = 'WITHDRAWN', live = false where id = $1`;
const MERGE = `select merge_partners($1, $2, '重复登记')
  from set_config('xieshou.role', 'PROGRAMME_OFFICE', true) as role, set_config('xieshou.account', (select min(id)::text from account), true) as account`;
const MOVE = 'update reporting_period set due_on = $2 where id = $1';
const changed = (period: string, dueOn: string, as: Account = given.world.office) =>
  given.platform.write(as, 'changeDueDay', { period, dueOn, reason: '顺延' });

describe('a due day that is moved', () => {
  test('is that of a report that is written meanwhile, whichever comes first', async () => {
    const { platform, world } = given;
    const { period } = await owing();
    const [first, second] = [await dayFromNow(platform, 30), await dayFromNow(platform, 40)];
    const another = async () => {
      const giver = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '另一公司' });
      const fund = await platform.done(world.guangdong, 'openFund', { programme, nameZh: '资金池', openedOn: '2012-01-01' });
      const draft = gift({ fund, occurredOn: await dayFromNow(platform, -ago - 5), draft: true });
      return { giver, draft: await platform.done(giver.account, 'logContribution', draft) };
    };
    const late = await another();
    await whileOpen(MOVE, [keyIn(period), first], () => platform.done(late.giver.account, 'submitContribution', { contribution: late.draft }));
    expect(await dueDays(period)).toEqual([first]);
    const early = await another();
    const answer = await whileOpen(`update contribution set state = 'SUBMITTED', live = true where id = $1`, [keyIn(early.draft)], () =>
      changed(period, second),
    );
    expect(codeOf(answer)).toBeNull();
    expect(await dueDays(period)).toEqual([second]);
  });

  test('is that of what waits, also where the partner is reminded meanwhile', async () => {
    const { platform } = given;
    const { pool } = platform.database;
    const { period } = await owing({ dueIn: 1 });
    const [first, second] = [await dayFromNow(platform, 2), await dayFromNow(platform, 3)];
    await whileOpen(MOVE, [keyIn(period), first], () => remindOfReports(pool));
    await remindOfReports(pool);
    expect(await dueDays(period)).toEqual([first]);
    await whileOpen('select remind_of_reports(500) where $1::bigint is not null', [keyIn(period)], () => changed(period, second));
    expect(await dueDays(period)).toEqual([second]);
    const kept = await owing({ dueIn: 1 });
    await whileOpen('select remind_of_reports(500) where $1::bigint is not null', [keyIn(kept.period)], () => changed(kept.period, second));
    expect(await dueDays(kept.period)).toEqual([second]);
  });
});

describe('a report stays', () => {
  test('where it is handed in while what it was owed for is taken back', async () => {
    const { platform } = given;
    const { giver, report, contribution } = await owing();
    await written(platform, giver.account, report);
    await whileOpen(
      'update report_round set submitted_at = now(), submitted_by = (select min(id) from account) where report_id = $1',
      [keyIn(report)],
      () => platform.done(giver.account, 'withdrawContribution', { contribution }),
    );
    const [row] = await platform.rows(sql`select state, is_owed from report where id = ${keyIn(report)}::bigint`);
    expect(row).toEqual({ state: 'SUBMITTED', is_owed: true });
  });

  test('where something else is given while that is taken back, whichever comes first', async () => {
    const { platform } = given;
    const first = await owing();
    await whileOpen(WITHDRAW, [keyIn(first.contribution)], () => first.log());
    expect(await isOwed(first.report)).toBe(true);
    const second = await owing();
    const draft = await second.log({ draft: true });
    await whileOpen(`update contribution set state = 'SUBMITTED', live = true where id = $1`, [keyIn(draft)], () =>
      platform.done(second.giver.account, 'withdrawContribution', { contribution: second.contribution }),
    );
    expect(await isOwed(second.report)).toBe(true);
    await platform.done(second.giver.account, 'withdrawContribution', { contribution: draft });
    expect(await isOwed(second.report)).toBe(false);
  });
});

test('a report is owed for what is handed in while the period that it lies in is opened', async () => {
  const { platform, world } = given;
  const { log } = await owing();
  ago += 60;
  const draft = await log({ draft: true, occurredOn: await dayFromNow(platform, -ago - 5) });
  await whileOpen(`update contribution set state = 'SUBMITTED', live = true where id = $1`, [keyIn(draft)], () =>
    openPeriod(platform, world, { programme, endedAgo: ago }),
  );
  const [{ owed } = { owed: 0 }] = await platform.rows<{ owed: number }>(sql`
    select count(*)::int as owed from report join contribution given using (partner_id)
    join reporting_period period on period.id = period_id and given.occurred_on between period.starts_on and period.ends_on
    where given.id = ${keyIn(draft)}::bigint and report.is_owed`);
  expect(owed).toBe(1);
});

test('a report is owed by the partner that stands for the giver, also where it gives while it is merged', async () => {
  const { platform, world } = given;
  const kept = await registerPartner(platform, world.office, { kind: 'ENTERPRISE', nameZh: '同时公司（总部）' });
  const { giver, period, log } = await owing();
  const later = await dayFromNow(platform, -ago - 8);
  await whileOpen(MERGE, [keyIn(kept.id), keyIn(giver.id)], () => log({ occurredOn: later }));
  const owed = await platform.rows(sql`
    select partner_id::text as partner from report where period_id = ${keyIn(period)}::bigint and is_owed`);
  expect(owed).toEqual([{ partner: keyIn(kept.id) }]);
});

test('what is given into a fund while other gifts of it are taken back waits for none of them in a circle', async () => {
  const { platform } = given;
  const { giver, log, into } = await owing();
  for (let round = 0; round < 6; round += 1) {
    const earlier = await Promise.all([1, 2, 3, 4].map(() => log()));
    const answers = await Promise.all(
      earlier.flatMap((contribution) => [
        platform.write(giver.account, 'withdrawContribution', { contribution }),
        platform.write(giver.account, 'logContribution', gift(into)),
      ]),
    );
    expect(answers.map(codeOf)).toEqual(answers.map(() => null));
  }
});
