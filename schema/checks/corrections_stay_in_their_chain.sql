-- A correction belongs to the chain of the row it corrects, comes after it, and changes neither whose the money is nor where
-- it went; a chain begins with one row that corrects nothing.
select newer.id, newer.original_id, older.id as corrects_id, older.original_id as expected_original_id
from contribution newer
left join contribution older on older.id = newer.corrects_id
where case when newer.corrects_id is null then newer.original_id <> newer.id
  else newer.id <= older.id
    or (newer.original_id, newer.partner_id, newer.through_id, newer.programme, newer.project_id, newer.fund_id, newer.parent_id, newer.stage, newer.form)
      is distinct from (older.original_id, older.partner_id, older.through_id, older.programme, older.project_id, older.fund_id, older.parent_id, older.stage, older.form)
  end
