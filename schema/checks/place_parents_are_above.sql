-- A place lies in one of a higher level, its code continues the code of that place, and what replaced it has its level.
select place.id, place.code, place.level, parent.code as parent_code, parent.level as parent_level
from place
left join place parent on parent.id = place.parent_id
left join place successor on successor.id = place.replaced_by_id
where (place.level = 'PROVINCE') <> (parent.id is null)
  or array_position(array['PROVINCE', 'PREFECTURE', 'COUNTY', 'TOWNSHIP', 'VILLAGE'], parent.level)
     >= array_position(array['PROVINCE', 'PREFECTURE', 'COUNTY', 'TOWNSHIP', 'VILLAGE'], place.level)
  or parent.code is not null and place.code is not null and not starts_with(place.code, parent.code)
  or successor.level <> place.level
