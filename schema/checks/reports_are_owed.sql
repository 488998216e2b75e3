-- Who owes a report is what the pairings and the contributions say, for each period that asks for reports, and it is due when its period is, until
-- it is accepted. Said here without the functions that keep the reports, so that it can tell where those err.
with given as (
  -- what counts, and of what was handed in or sent back what is at the end of its corrections
  select coalesce(partner.kept_id, partner.id) as partner_id, own.programme, own.occurred_on
  from contribution own
  join partner on partner.id = own.partner_id
  left join contribution newer on newer.corrects_id = own.id and newer.state not in ('DRAFT', 'RETURNED', 'WITHDRAWN')
  where not own.voids and (
    own.state = 'ACCEPTED' and own.live or own.state in ('SUBMITTED', 'CONFIRMED', 'DISPUTED', 'RETURNED') and newer.id is null)
), expected as (
  select period.id as period_id, given.partner_id
  from reporting_period period join given using (programme)
  where period.reports_owed and given.occurred_on between period.starts_on and period.ends_on
  union
  select period.id, partner.id
  from reporting_period period
  join pairing on pairing.programme = period.programme and pairing.during && period.during
  join partner on partner.id = pairing.partner_id and partner.kept_id is null
  where period.reports_owed
)
select 'is missing' as what, period_id, partner_id from expected
where not exists (select from report where report.period_id = expected.period_id and report.partner_id = expected.partner_id and report.is_owed)
union all
select 'is not owed', period_id, partner_id from report
where is_owed and state = 'OWED' and (period_id, partner_id) not in (select period_id, partner_id from expected)
union all
select 'another due day', report.period_id, report.partner_id
from report join reporting_period period on period.id = report.period_id
where report.due_on <> period.due_on and report.state <> 'ACCEPTED'
