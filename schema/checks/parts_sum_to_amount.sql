-- Every contribution has parts; those of cash sum to its amount, and those of help in kind carry none.
select contribution.id, contribution.amount_fen, sum(part.amount_fen) as parts_fen, count(part.*) as parts
from contribution
left join contribution_part part on part.contribution_id = contribution.id
group by contribution.id
having count(part.*) = 0
  or sum(part.amount_fen) is distinct from contribution.amount_fen
  or count(part.amount_fen) <> case when contribution.amount_fen is null then 0 else count(part.*) end
