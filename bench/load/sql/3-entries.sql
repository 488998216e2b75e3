-- Which rows the ledger gets, numbered as they were recorded, so that the rows of one project lie far apart. Of a hundred gifts
-- 3 are corrected, which takes two rows, and 5 go through a fund, which takes two as well.
create unlogged table bench.entry as
with slot as (
  select slot, 1 + slot % :projects as project_id, (slot + slot / :projects * 7) % 100 as kind, power(bench.draw(slot, 21), 0.9) as progress
  from generate_series(0, :slots - 1) as slot
), dated as (
  select slot, project_id, kind, least(starts_on + floor(days * progress)::int, date '2026-06-30') as occurred_on, case
           when kind < 8 or bench.draw(slot, 22) < 0.92 then 'CASH'
           else (array['GOODS', 'GOODS', 'GOODS', 'GOODS', 'TRAINING', 'TRAINING', 'STAFF', 'JOBS', 'SERVICE', 'LAND_OR_PLANT'])
             [1 + floor(10 * bench.draw(slot, 23))::int] end as form
  from slot join bench.project on project.id = slot.project_id
), rows as (
  select slot, project_id, form, role.name as role, occurred_on - role.earlier as occurred_on, occurred_on - role.earlier + role.recorded as recorded_on
  from dated join (values
    ('PLAIN', 8, 99, 0, 1), ('WRONG', 0, 2, 0, 1), ('RIGHT', 0, 2, 0, 31), ('INTO', 3, 7, 40, 1), ('ONWARD', 3, 7, 0, 1)
  ) as role (name, from_kind, to_kind, earlier, recorded) on kind between from_kind and to_kind
)
select row_number() over (order by recorded_on, bench.draw(slot, 24), role) as id, slot, role, project_id, form, occurred_on, recorded_on
from rows;

create index on bench.entry (id);

-- Where a second row points to.
create unlogged table bench.first as select slot, id from bench.entry where role in ('WRONG', 'INTO');

create unlogged table bench.line as
select id, ordinal, form,
       case form when 'GOODS' then (array['化肥', '水泥', '课桌椅', '种苗', '电脑'])[1 + floor(5 * bench.draw(id * 2 + ordinal, 31))::int]
         when 'TRAINING' then '技能培训' when 'STAFF' then '派驻干部' when 'JOBS' then '就业岗位' when 'SERVICE' then '医疗服务' else '厂房' end as item,
       case form when 'GOODS' then round((1 + 99 * bench.draw(id * 2 + ordinal, 32))::numeric, 1)
         else 1 + floor(60 * bench.draw(id * 2 + ordinal, 32))::numeric end as quantity,
       case form when 'GOODS' then (array['吨', '套'])[1 + floor(2 * bench.draw(id * 2 + ordinal, 33))::int]
         when 'TRAINING' then '人次' when 'STAFF' then '人' when 'JOBS' then '岗' when 'SERVICE' then '次' else '平方米' end as unit,
       case form when 'GOODS' then 10000 + floor(400000 * bench.draw(id * 2 + ordinal, 34))::bigint end as unit_value_fen
from bench.entry, generate_series(0, (bench.draw(id, 30) < 0.3)::int) as ordinal
where form <> 'CASH';

create unlogged table bench.worth as
select id, sum(round(quantity * unit_value_fen))::bigint as valued_fen from bench.line group by id;

create unlogged table bench.family as
select parent_id, array_agg(id order by bench.draw(id, 35)) as child_ids from partner where parent_id is not null and synthetic group by parent_id;

analyze bench.entry, bench.first, bench.line, bench.worth, bench.family;
