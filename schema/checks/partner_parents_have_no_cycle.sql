-- No partner is above itself.
select start.id
from partner start
cross join lateral (
  with recursive above (id, depth) as (
    select start.parent_id, 1
    union all
    select partner.parent_id, depth + 1 from above join partner on partner.id = above.id where depth < 20
  )
  select from above where above.id = start.id limit 1
) as circle
where start.parent_id is not null
