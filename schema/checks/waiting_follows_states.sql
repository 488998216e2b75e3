-- What waits is what the states say, and for whom they say.
with expected as (
  select kind, subject_id, role, partner_id, place_id, desk_id
  from contributions_waiting(array(select id from contribution where state in ('SUBMITTED', 'CONFIRMED', 'DISPUTED', 'RETURNED')))
), kept as (
  select kind, subject_id, role, partner_id, place_id, desk_id from waiting_item where subject_type = 'Contribution'
)
select 'is missing' as what, * from (select * from expected except all select * from kept) as missing
union all
select 'waits no more', * from (select * from kept except all select * from expected) as outdated
