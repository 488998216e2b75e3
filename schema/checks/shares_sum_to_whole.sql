-- The shares of a contribution's places, and those of its sectors, are one for each, have one whole and sum to exactly it.
with side as (
  select distinct contribution_id, 'place' as over, place_id::text as member, place_parts as parts, place_whole as whole from contribution_part
  union all
  select distinct contribution_id, 'sector', sector_code, sector_parts, sector_whole from contribution_part
)
select contribution_id, over, sum(parts) as parts, min(whole) as least_whole, max(whole) as largest_whole
from side
group by contribution_id, over
having sum(parts) <> max(whole) or min(whole) <> max(whole) or count(*) <> count(distinct coalesce(member, ''))
