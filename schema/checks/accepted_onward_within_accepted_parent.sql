-- Accepted money that moves on comes from accepted money that covers it.
select child.parent_id, sum(child.amount_fen) as onward_fen, parent.amount_fen, parent.state
from contribution child
left join contribution parent on parent.original_id = child.parent_id and parent.live
where child.live and not child.voids and child.state = 'ACCEPTED' and child.parent_id is not null
group by child.parent_id, parent.id
having parent.id is null or parent.state <> 'ACCEPTED' or sum(child.amount_fen) > parent.amount_fen
