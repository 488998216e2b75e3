-- Who owes a report is what the pairings and the contributions say, for each period that asks for reports.
with expected as (
  select period.id as period_id, partner.id as partner_id
  from reporting_period period join partner on partner.kept_id is null
  where period.reports_owed and report_is_owed(period, partner.id)
    and (exists (select from pairing where pairing.partner_id = partner.id and pairing.programme = period.programme)
      or exists (select from contribution where contribution.partner_id = any (partner.id || partner.merged_ids) and contribution.programme = period.programme))
)
select 'is missing' as what, period_id, partner_id from expected
where not exists (select from report where report.period_id = expected.period_id and report.partner_id = expected.partner_id and report.is_owed)
union all
select 'is not owed', period_id, partner_id from report
where is_owed and state = 'OWED' and (period_id, partner_id) not in (select period_id, partner_id from expected)
