-- Money that moves on, as far as it counts, has the class, the stage and the programme of what it comes from as that counts
-- now, and does not move before that came.
select child.id, child.flow_class, parent.flow_class as source_class, child.stage, parent.stage as source_stage,
       child.programme, parent.programme as source_programme, child.occurred_on, parent.occurred_on as source_on
from contribution child
join contribution parent on parent.original_id = child.parent_id and parent.live
where child.live
  and ((child.flow_class, child.stage, child.programme) is distinct from (parent.flow_class, parent.stage, parent.programme)
    or child.occurred_on < parent.occurred_on)
