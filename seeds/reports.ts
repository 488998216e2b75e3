import type { SqlRunner } from './bulk.js';

/** Central units whose report of the last closed year is in this state, by their order; of all others it is overdue. */
const UNITS = [
  ['ACCEPTED', 1, 12],
  ['SUBMITTED', 13, 16],
  ['RETURNED', 17, 18],
] as const;

/**
 * Reports in every state, all of them examples: handed in, reviewed and returned by the same way as any other, so that they state what the
 * ledger says. Nothing of them counts anywhere.
 */
export async function writeReports(runner: SqlRunner): Promise<void> {
  await runner.execute(`
    create temporary table example_report on commit drop as
    select report.id, told.state, period.ends_on, period.due_on
    from (
      select report.*, row_number() over (order by report.partner_id) as nth
      from report
      where report.period_id = (select id from reporting_period where programme = 'FIXED_POINT' and closed_at is not null order by ends_on desc limit 1)
    ) as report
    join reporting_period period on period.id = report.period_id
    join (values ${UNITS.map(([state, first, last]) => `('${state}', ${first}, ${last})`).join(', ')}) as told (state, first, last)
      on report.nth between told.first and told.last
    union all
    select report.id, 'SUBMITTED', period.ends_on, period.due_on
    from report join partner on partner.id = report.partner_id join place home on home.id = partner.home_id
    join reporting_period period on period.id = report.period_id
    where partner.kind = 'EASTERN_PROVINCE' and home.code = '31'
      and period.id = (select id from reporting_period where programme = 'EAST_WEST' and closed_at is not null order by ends_on desc limit 1)`);
  await handIn(runner, '示例：本年度帮扶工作总结。');
  for (const step of [1, 2, 3, 4, 5]) {
    await runner.execute(`
      update report_review set accepted_at = example.due_on + time '09:00' + make_interval(days => step), note = '示例：与台账一致。'
      from example_report example where example.id = report_review.report_id and example.state = 'ACCEPTED' and step = ${step}`);
  }
  await runner.execute(`
    update report_round set returned_at = example.due_on + time '10:00', return_reason = '示例：请说明未验收的投入。', returned_place_id = (
      select review.place_id from report_review review where review.report_id = example.id and review_is_due(review) order by review.id limit 1)
    from example_report example where example.id = report_round.report_id and example.state = 'RETURNED'`);
}

/** Hands in reports with a forecast for the first two quarters of the next year. */
async function handIn(runner: SqlRunner, narrative: string): Promise<void> {
  await runner.execute(
    `insert into report_round (report_id, round, narrative, forecast_quarters, forecast_classes, forecast_fen, synthetic)
     select id, 1, $1, array[ends_on + 1, (ends_on + 1 + interval '3 months')::date], array[class, class], array[2000000000, 3000000000], true
     from (select example_report.*, case report.programme when 'EAST_WEST' then 'FISCAL' else 'UNSPECIFIED' end as class
           from example_report join report using (id)) as example
     order by id`,
    [narrative],
  );
  await runner.execute(`
    update report_round set submitted_at = example.due_on - 5 + time '09:00' from example_report example where example.id = report_round.report_id`);
}
