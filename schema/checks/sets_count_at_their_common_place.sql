-- What is reported for a set counts at the smallest place that holds all its members.
with common as (
  select member.contribution_id,
         case when count(distinct village_id) = 1 and count(village_id) = count(*) then min(village_id)
              when count(distinct township_id) = 1 and count(township_id) = count(*) then min(township_id)
              when count(distinct county_id) = 1 and count(county_id) = count(*) then min(county_id)
              when count(distinct prefecture_id) = 1 and count(prefecture_id) = count(*) then min(prefecture_id)
              when count(distinct province_id) = 1 then min(province_id) end as place_id
  from contribution_set_place member join place on place.id = member.place_id
  group by member.contribution_id
)
select part.contribution_id, part.place_id, common.place_id as common_place_id
from contribution_part part join common using (contribution_id)
where part.place_id is distinct from common.place_id
