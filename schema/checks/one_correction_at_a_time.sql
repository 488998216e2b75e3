-- A row has at most one correction that was not withdrawn.
select corrects_id, count(*) as corrections from contribution
where corrects_id is not null and state <> 'WITHDRAWN' group by corrects_id having count(*) > 1
