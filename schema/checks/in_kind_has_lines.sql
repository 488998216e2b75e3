-- Help in kind has lines and its value is the sum of theirs; a row that takes it back has neither. Cash has no lines and no such value.
select contribution.id, form, voids, valued_fen, count(line.*) as lines, sum(line.value_fen) as lines_fen
from contribution left join contribution_line line on line.contribution_id = contribution.id
group by contribution.id
having case
  when form = 'CASH' then count(line.*) > 0 or valued_fen is not null
  when voids then count(line.*) > 0 or valued_fen is distinct from 0
  else count(line.*) = 0 or valued_fen is distinct from coalesce(sum(line.value_fen), 0)
end
