-- A contribution has one part for each of its places with each of its sectors.
select contribution_id, count(*) as parts,
       count(distinct coalesce(place_id, 0)) as places, count(distinct coalesce(sector_code, '')) as sectors
from contribution_part
group by contribution_id
having count(*) <> count(distinct coalesce(place_id, 0)) * count(distinct coalesce(sector_code, ''))
  or count(*) <> count(distinct (coalesce(place_id, 0), coalesce(sector_code, '')))
