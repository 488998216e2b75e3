-- What waits is what the states say, and for whom they say.
with expected as (
  select kind, 'Contribution' as subject_type, subject_id, role, partner_id, place_id, desk_id
  from contributions_waiting(array(select id from contribution where state in ('SUBMITTED', 'CONFIRMED', 'DISPUTED', 'RETURNED')))
  union all
  select 'SIGN', subject_type, subject_id, role, partner_id, place_id, desk_id
  from signatures_waiting(array(select id from agreement where state in ('DRAFT', 'IN_FORCE')))
  union all
  select kind, 'Project', subject_id, role, partner_id, place_id, desk_id
  from projects_waiting(array(select id from project where status_since is not null))
  union all
  select kind, 'Report', subject_id, role, partner_id, place_id, desk_id
  from reports_waiting(array(select id from report where state in ('SUBMITTED', 'RETURNED') or exists (select from report_reminder where report_id = report.id)))
), kept as (
  select kind, subject_type, subject_id, role, partner_id, place_id, desk_id from waiting_item
  where subject_type in ('Contribution', 'Agreement', 'AgreementAmendment', 'Project', 'Report')
)
select 'is missing' as what, * from (select * from expected except all select * from kept) as missing
union all
select 'waits no more', * from (select * from kept except all select * from expected) as outdated
