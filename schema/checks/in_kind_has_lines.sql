-- Help in kind has lines and is worth what those of them are that somebody valued; a row that takes it back has neither. Cash
-- has no lines and no such worth.
select contribution.id, form, voids, valued_fen, count(line.*) as lines, sum(line.value_fen) as lines_fen
from contribution left join contribution_line line on line.contribution_id = contribution.id
group by contribution.id
having case
  when form = 'CASH' then count(line.*) > 0 or valued_fen is not null
  when voids then count(line.*) > 0 or valued_fen > 0
  else count(line.*) = 0 or valued_fen is distinct from sum(line.value_fen)
end
