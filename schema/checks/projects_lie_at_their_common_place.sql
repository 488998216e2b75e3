-- A project has places and lies at the smallest place that holds them all; their shares have one whole and sum to it, and a
-- project reported for the set has none.
with located as (
  select project.id, project.place_id as stated_id, project.place_mode, own.share_parts, own.share_whole, own.place_id,
         province_id, prefecture_id, county_id, township_id, village_id
  from project
  left join project_place own on own.project_id = project.id
  left join place on place.id = own.place_id
), gathered as (
  select id, stated_id, place_mode, count(place_id) as places, count(share_parts) as shares,
         sum(share_parts) as parts, min(share_whole) as least_whole, max(share_whole) as largest_whole,
         case when count(distinct village_id) = 1 and count(village_id) = count(*) then min(village_id)
              when count(distinct township_id) = 1 and count(township_id) = count(*) then min(township_id)
              when count(distinct county_id) = 1 and count(county_id) = count(*) then min(county_id)
              when count(distinct prefecture_id) = 1 and count(prefecture_id) = count(*) then min(prefecture_id)
              when count(distinct province_id) = 1 then min(province_id) end as common_id
  from located group by id, stated_id, place_mode
)
select id, place_mode, stated_id, common_id, places, shares, parts, least_whole, largest_whole
from gathered
where places = 0
  or stated_id is distinct from common_id and places > 1
  or place_mode = 'SET' and shares > 0
  or place_mode = 'SHARED' and (shares <> places or parts <> largest_whole or least_whole <> largest_whole)
