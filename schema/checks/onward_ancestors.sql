-- The ancestors of money that moves on are its parent's and its parent, which is named by the first row of its corrections.
select child.id, child.ancestor_ids, parent.ancestor_ids || parent.id as expected_ids
from contribution child
left join contribution parent on parent.id = child.parent_id and parent.original_id = parent.id
where child.parent_id is not null and child.ancestor_ids is distinct from parent.ancestor_ids || parent.id
