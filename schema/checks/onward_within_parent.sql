-- Money that moves on, as far as it counts and was not voided, does not exceed the money it comes from, which itself counts.
select child.parent_id, sum(child.amount_fen) as onward_fen, parent.amount_fen
from contribution child
left join contribution parent on parent.original_id = child.parent_id and parent.live
where child.live and not child.voids and child.parent_id is not null
group by child.parent_id, parent.id
having parent.id is null or sum(child.amount_fen) > parent.amount_fen
