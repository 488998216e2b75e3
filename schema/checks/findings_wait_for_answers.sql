-- What waits of findings is what is open, for whoever has to answer.
with expected as (
  select id as subject_id, role, partner_id, place_id, due_on from finding where status = 'OPEN'
), kept as (
  select subject_id, role, partner_id, place_id, due_on from waiting_item where subject_type = 'Finding'
)
select 'is missing' as what, * from (select * from expected except all select * from kept) as missing
union all
select 'waits no more', * from (select * from kept except all select * from expected) as outdated
