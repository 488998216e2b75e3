-- A place has itself at its level and its parent's line above it; a replaced one has its successor's line throughout. Nothing
-- lies at levels below its own.
select place.id, place.code, place.level
from place
left join place parent on parent.id = place.parent_id
left join place successor on successor.id = place.replaced_by_id
where (place.province_id, place.prefecture_id, place.county_id, place.township_id, place.village_id) is distinct from
  case when successor.id is not null
    then (successor.province_id, successor.prefecture_id, successor.county_id, successor.township_id, successor.village_id)
    else (case place.level when 'PROVINCE' then place.id else parent.province_id end,
          case place.level when 'PREFECTURE' then place.id else parent.prefecture_id end,
          case place.level when 'COUNTY' then place.id else parent.county_id end,
          case place.level when 'TOWNSHIP' then place.id else parent.township_id end,
          case place.level when 'VILLAGE' then place.id else parent.village_id end)
  end
