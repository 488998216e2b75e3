import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../src/shared/sql.js';
import { openPlatform, type Platform } from '../support/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform('demonstration');
}, 60_000);
afterAll(() => platform?.close());

describe('the reports of the demonstration ledger', () => {
  test('are in every state, and every one of them says that it is an example', async () => {
    const as = await platform.account('PROGRAMME_OFFICE');
    const counts = await platform.read(
      `{ ${['OVERDUE', 'SUBMITTED', 'RETURNED', 'ACCEPTED'].map((state) => `${state}: reports(filter: { states: [${state}] }) { totalCount }`).join(' ')} }`,
      { as },
    );
    expect(counts).toMatchObject({ SUBMITTED: { totalCount: 5 }, RETURNED: { totalCount: 2 }, ACCEPTED: { totalCount: 12 } });
    expect(counts.OVERDUE.totalCount).toBeGreaterThan(4_000);
    expect(await platform.rows(sql`select id from report where not synthetic`)).toEqual([]);
    expect(
      await platform.rows(
        sql`select id from report_round where not synthetic or narrative not like '示例%' or return_reason not like '示例%' or submitted_by is not null`,
      ),
    ).toEqual([]);
  });

  test('state what the ledger says of their partners', async () => {
    const [sums] = await platform.rows<{ stated: string; figures: string }>(sql`
      with stated as (
        select report.period_id, report_figure.flow_class, sum(net_fen) as net from report
        join report_round own on own.report_id = report.id join report_figure on report_figure.round_id = own.id group by 1, 2
      ), ledger as (
        select report.period_id, given.flow_class, sum(given.amount_fen) filter (where given.parent_id is null) as net
        from report join reporting_period period on period.id = report.period_id
        join contribution given on given.partner_id = report.partner_id and given.programme = period.programme and period.during @> given.occurred_on
        where report.round > 0 and is_in_totals(given) group by 1, 2
      )
      select (select json_agg(stated order by period_id, flow_class) from stated)::text as stated,
        (select json_agg(ledger order by period_id, flow_class) from ledger)::text as figures`);
    expect(sums?.stated).toBe(sums?.figures);
  });
});
