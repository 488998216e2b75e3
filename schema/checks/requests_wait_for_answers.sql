-- A request for a correction waits for the level that has to agree until it is answered or taken back, and for nobody then.
with expected as (
  select id, level_place_id from correction_request where agreed is null and withdrawn_at is null
), kept as (
  select subject_id, place_id from waiting_item where subject_type = 'CorrectionRequest' and kind = 'AGREE_CORRECTION'
)
select 'is missing' as what, * from (select * from expected except all select * from kept) as missing
union all
select 'waits no more', * from (select * from kept except all select * from expected) as outdated
