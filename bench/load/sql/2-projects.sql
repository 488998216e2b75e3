-- Pairings in an order of chance within their programme, and villages within their county. What is picked is known by its number
-- before it is looked up, so that each is one join.
create table bench.pairing as
select programme, row_number() over (partition by programme order by bench.draw(pairing.id, 1)) - 1 as number,
       pairing.id, partner_id, place_id, place.level, place.county_id
from pairing join place on place.id = pairing.place_id
where pairing.synthetic and place.level in ('COUNTY', 'VILLAGE')
  and programme in ('EAST_WEST', 'TEN_THOUSAND_ENTERPRISES', 'DEPARTMENT_HOOKUP', 'FIXED_POINT');

create table bench.county as
select county_id, array_agg(id order by bench.draw(id, 2)) as village_ids
from place
where level = 'VILLAGE' and synthetic
group by county_id;

create table bench.sector as
select row_number() over (order by code) - 1 as number, code from sector;

create index on bench.pairing (programme, number);
create table bench.programme as select programme, count(*) as pairings from bench.pairing group by programme;
analyze bench.pairing, bench.county, bench.sector, bench.programme;

-- A project has one village or county, and every tenth two or three villages of its county.
create table bench.project as
with drawn as (
  select id, case
           when bench.draw(id, 3) < 0.40 then 'EAST_WEST'
           when bench.draw(id, 3) < 0.70 then 'TEN_THOUSAND_ENTERPRISES'
           when bench.draw(id, 3) < 0.95 then 'DEPARTMENT_HOOKUP'
           else 'FIXED_POINT' end as programme,
         bench.draw(id, 4) as width,
         date '2013-04-15' + floor(4300 * power(bench.draw(id, 5), 0.8))::int as starts_on,
         365 + floor(730 * bench.draw(id, 6))::int as days
  from generate_series(1, :projects) as id
), paired as (
  select drawn.*, pairing.id as pairing_id, partner_id, place_id, level, county_id, case
           when level = 'VILLAGE' or width < 0.20 then 1
           when width < 0.42 then 2 + (width < 0.31)::int
           else 1 end as places,
         level = 'COUNTY' and width >= 0.20 as in_villages
  from (select drawn.*, bench.pick(id, 7, pairings) as pairing_number from drawn join bench.programme using (programme)) as drawn
  join bench.pairing on pairing.programme = drawn.programme and pairing.number = drawn.pairing_number
)
select paired.id, paired.programme, pairing_id, partner_id, paired.county_id, starts_on, days, sector.code as sector_code, case
         when not in_villages then array[place_id]
         else array(
           select village_ids[1 + (bench.pick(paired.id, 8, cardinality(village_ids)) + step) % cardinality(village_ids)]
           from generate_series(0, places - 1) as step order by step)
         end as place_ids
from (select paired.*, bench.pick(id, 9, (select count(*) from bench.sector)) as sector_number from paired) as paired
join bench.county on county.county_id = paired.county_id
join bench.sector on sector.number = sector_number;

insert into project (id, programme, name_zh, name_en, lead_partner_id, sector_code, status, place_mode, place_id, planned_start_on,
  planned_end_on, actual_start_on, actual_end_on, budget_fen, synthetic, recorded_at)
select project.id, programme, '示例项目 ' || lpad(project.id::text, 7, '0'), 'Example project ' || lpad(project.id::text, 7, '0'), partner_id,
       sector_code, case when bench.draw(project.id, 10) < 0.02 then 'CANCELLED' when starts_on + days <= '2026-06-30' then 'COMPLETED' else 'UNDER_WAY' end,
       'SHARED', case
         when cardinality(place_ids) = 1 then place_ids[1]
         when (select count(distinct township_id) from place where id = any (place_ids)) = 1 then (select township_id from place where id = place_ids[1])
         else county_id end,
       starts_on, starts_on + days, starts_on, case when starts_on + days <= '2026-06-30' then starts_on + days end,
       1000000 * (1 + floor(5000 * bench.draw(project.id, 11))::bigint), true, (starts_on - 30 + time '09:00') at time zone '+08'
from bench.project
order by project.id;

insert into project_place (project_id, place_id, ordinal, share_parts, share_whole)
select project.id, place.id, place.ordinal - 1,
       case cardinality(place_ids) when 1 then 1 when 2 then (array[60, 40])[place.ordinal] else (array[50, 30, 20])[place.ordinal] end,
       case cardinality(place_ids) when 1 then 1 else 100 end
from bench.project, unnest(place_ids) with ordinality as place (id, ordinal)
order by project.id, place.ordinal;

insert into project_pairing (project_id, pairing_id) select id, pairing_id from bench.project order by id;

-- One fund of each programme in each county, held by the county.
insert into fund (programme, name_zh, name_en, place_id, opened_on, synthetic, recorded_at)
select programme, place.name_zh || '资金池（示例）', 'Pool of ' || coalesce(place.name_en, place.name_zh) || ' (example)', place.id, '2012-01-01', true,
       timestamptz '2012-01-02 09:00+08'
from (select distinct programme, county_id from bench.project) as used join place on place.id = used.county_id
order by place.id, programme;

create index on bench.project (id);
analyze bench.project;
analyze project, project_place, project_pairing, fund;
