-- A row of the ledger that everybody sees and that counts: what the rollups add up. Its body is a text, as that of each function that takes a
-- row: PostgreSQL remembers what a parsed one needs, and then refuses any later column with a default (17.12: "uses its row type").
create function is_in_totals(given contribution) returns boolean
language sql immutable parallel safe as $$
  select given.live and not given.voids and given.state = 'ACCEPTED';
$$;

-- The money of these contributions, entry by entry: gross in the year of the row, net once, in the year it was given, less
-- what moved on. With gained and lost it is as it was before those came into the totals and these left them.
create function impact_entries(ids bigint[], gained bigint[] default '{}', lost bigint[] default '{}')
returns table (
  contribution_id bigint, is_row boolean, year smallint, programme text, flow_class text, stage text, form text, place_mode text,
  partner_id bigint, through_id bigint, project_id bigint, sector_code text, place_id bigint, gross_fen bigint, net_fen bigint)
language sql stable
begin atomic
  select given.id, side.is_row, case when side.is_row then given.year else origin.year end, given.programme, given.flow_class, given.stage,
         given.form, given.place_mode, given.partner_id, given.through_id, given.project_id, part.sector_code, part.place_id,
         case when side.is_row then coalesce(part.amount_fen, 0) else 0 end,
         case when side.is_row = (coalesce(origin.year, given.year) = given.year)
              then coalesce(part.amount_fen, 0) - case when given.fund_id is null then 0 else coalesce((
                select sum(child.amount_fen) from contribution child
                where child.parent_id = given.original_id
                  and (is_in_totals(child) and child.id <> all (gained) or child.id = any (lost))), 0) end
              else 0 end
  from contribution given
  join contribution_part part on part.contribution_id = given.id
  left join contribution origin on origin.original_id = given.ancestor_ids[1]
    and (is_in_totals(origin) and origin.id <> all (gained) or origin.id = any (lost))
  join (values (true), (false)) as side (is_row) on side.is_row or origin.year <> given.year
  where given.id = any (ids) and (is_in_totals(given) and given.id <> all (gained) or given.id = any (lost));
end;

-- The entries with the lineage of their places and whose they are, alike ones together. A contribution with several parts is one
-- row under each key that holds several of them, so of those with the same key one counts: n_all, n_county and so on.
create function impact_alike(ids bigint[], gained bigint[] default '{}', lost bigint[] default '{}')
returns table (
  programme text, year smallint, flow_class text, stage text, is_cash boolean, partner_id bigint, through_id bigint, is_through boolean,
  kind text, home_id bigint, sector_code text, province_id bigint, prefecture_id bigint, county_id bigint,
  net_fen numeric, gross_fen numeric, n_all bigint, n_sector bigint, n_province bigint, n_prefecture bigint, n_county bigint,
  n_without_county bigint, n_without_prefecture bigint)
language sql stable
begin atomic
  with entry as materialized (
    select entry.*, entry.form = 'CASH' as is_cash, place.province_id, place.prefecture_id, place.county_id,
           count(*) over (partition by entry.contribution_id, entry.is_row) > 1 as is_divided
    from impact_entries(ids, gained, lost) entry left join place on place.id = entry.place_id
  ), counting as (
    select entry.*, is_row::int as n_all, is_row::int as n_sector, is_row::int as n_province, is_row::int as n_prefecture, is_row::int as n_county,
           is_row::int as n_without_county, is_row::int as n_without_prefecture
    from entry where not is_divided
    union all
    select entry.*, (is_row and row_number() over (partition by contribution_id, is_row) = 1)::int,
           (is_row and row_number() over (partition by contribution_id, is_row, sector_code) = 1)::int,
           (is_row and row_number() over (partition by contribution_id, is_row, province_id) = 1)::int,
           (is_row and row_number() over (partition by contribution_id, is_row, prefecture_id) = 1)::int,
           (is_row and row_number() over (partition by contribution_id, is_row, prefecture_id, county_id) = 1)::int,
           (is_row and row_number() over (partition by contribution_id, is_row, county_id) = 1)::int,
           (is_row and row_number() over (partition by contribution_id, is_row, prefecture_id) = 1)::int
    from entry where is_divided
  ), alike as (
    select programme, year, flow_class, stage, is_cash, partner_id, through_id, sector_code, province_id, prefecture_id, county_id,
           sum(net_fen) as net_fen, sum(gross_fen) as gross_fen, sum(n_all) as n_all, sum(n_sector) as n_sector, sum(n_province) as n_province,
           sum(n_prefecture) as n_prefecture, sum(n_county) as n_county, sum(n_without_county) as n_without_county, sum(n_without_prefecture) as n_without_prefecture
    from counting group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
  )
  select alike.programme, alike.year, alike.flow_class, alike.stage, alike.is_cash, alike.partner_id, alike.through_id,
         coalesce(alike.through_id <> all (giver.head_ids), false), giver.kind, coalesce(home.province_id, 0),
         alike.sector_code, alike.province_id, alike.prefecture_id, alike.county_id,
         alike.net_fen, alike.gross_fen, alike.n_all, alike.n_sector, alike.n_province, alike.n_prefecture, alike.n_county,
         alike.n_without_county, alike.n_without_prefecture
  from alike
  join partner giver on giver.id = alike.partner_id
  left join place home on home.id = giver.home_id;
end;

-- What these contributions add to impact_money.
create function impact_money_of(ids bigint[], gained bigint[] default '{}', lost bigint[] default '{}')
returns table (
  scope_kind text, scope_id bigint, by_kind text, is_cash boolean, by_id bigint, by_code text, year smallint, flow_class text, stage text,
  programme text, net_fen bigint, gross_fen bigint, rows bigint)
language sql stable
begin atomic
  with alike as materialized (select * from impact_alike(ids, gained, lost)),
  county as materialized (
    select programme, year, flow_class, stage, is_cash, partner_id, province_id, prefecture_id, county_id,
           sum(net_fen) as net_fen, sum(gross_fen) as gross_fen, sum(n_county) as n_county, sum(n_without_county) as n_without_county
    from alike group by 1, 2, 3, 4, 5, 6, 7, 8, 9
  )
  select 'ALL', 0, '', is_cash, 0, '', year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint, sum(n_all)::bigint from alike group by 4, 7, 8, 9, 10
  union all
  select 'ALL', 0, 'COUNTY', is_cash, coalesce(county_id, 0), '', year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint,
         sum(case when county_id is null then n_without_county else n_county end)::bigint
  from county group by 4, 5, 7, 8, 9, 10
  union all
  select 'ALL', 0, 'PREFECTURE', is_cash, coalesce(prefecture_id, 0), '', year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint,
         sum(case when prefecture_id is null then n_without_prefecture else n_prefecture end)::bigint
  from alike group by 4, 5, 7, 8, 9, 10
  union all
  select 'ALL', 0, 'PARTNER', is_cash, partner_id, '', year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint, sum(n_all)::bigint
  from alike group by 4, 5, 7, 8, 9, 10
  union all
  select 'ALL', 0, 'SECTOR', is_cash, 0, coalesce(sector_code, ''), year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint, sum(n_sector)::bigint
  from alike group by 4, 6, 7, 8, 9, 10
  union all
  select 'ALL', 0, 'GIVERS', is_cash, home_id, kind, year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint, sum(n_all)::bigint
  from alike group by 4, 5, 6, 7, 8, 9, 10
  union all
  select 'ALL', 0, 'THROUGH', is_cash, through_id, '', year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint, sum(n_all)::bigint
  from alike where is_through group by 4, 5, 7, 8, 9, 10
  union all
  select 'PLACE', level.id, '', is_cash, 0, '', year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint, sum(level.n)::bigint
  from alike cross join lateral (values (province_id, n_province), (prefecture_id, n_prefecture), (county_id, n_county)) as level (id, n)
  where level.id is not null group by 2, 4, 7, 8, 9, 10
  union all
  select 'PLACE', coalesce(county_id, 0), 'PARTNER', is_cash, partner_id, '', year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint,
         sum(case when county_id is null then n_without_county else n_county end)::bigint
  from county group by 2, 4, 5, 7, 8, 9, 10
  union all
  select 'PLACE', coalesce(county_id, 0), 'THROUGH', is_cash, through_id, '', year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint,
         sum(case when county_id is null then n_without_county else n_county end)::bigint
  from alike where is_through group by 2, 4, 5, 7, 8, 9, 10
  union all
  select 'PLACE', level.id, 'COUNTY', is_cash, 0, '', year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint, sum(level.n)::bigint
  from county cross join lateral (values (province_id, n_without_county), (prefecture_id, n_county)) as level (id, n)
  where county_id is null and level.id is not null group by 2, 4, 7, 8, 9, 10
  union all
  select 'PLACE', province_id, 'PREFECTURE', is_cash, 0, '', year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint, sum(n_without_prefecture)::bigint
  from alike where prefecture_id is null and province_id is not null group by 2, 4, 7, 8, 9, 10;
end;

-- What these contributions add to impact_in_kind. Help in kind is not divided, so it has one part.
create function impact_in_kind_of(ids bigint[], gained bigint[] default '{}', lost bigint[] default '{}')
returns table (
  scope_kind text, scope_id bigint, by_kind text, by_id bigint, by_code text, programme text, year smallint, flow_class text, form text,
  staff_role text, unit text, quantity numeric, lines bigint, valued_lines bigint, value_fen numeric)
language sql stable
begin atomic
  select key.scope_kind, key.scope_id, key.by_kind, key.by_id, key.by_code, entry.programme, entry.year, entry.flow_class, entry.form,
         coalesce(line.staff_role, ''), line.unit, sum(line.quantity), count(*), count(line.value_fen), coalesce(sum(line.value_fen), 0)
  from impact_entries(ids, gained, lost) entry
  join contribution_line line on line.contribution_id = entry.contribution_id
  join partner giver on giver.id = entry.partner_id
  left join place home on home.id = giver.home_id
  left join place on place.id = entry.place_id
  cross join lateral (
    select 'ALL', 0, '', 0, ''
    union all select 'ALL', 0, 'GIVERS', coalesce(home.province_id, 0), giver.kind
    union all select 'PLACE', level.id, '', 0, ''
    from unnest(array[place.province_id, place.prefecture_id, place.county_id]) as level (id) where level.id is not null
  ) as key (scope_kind, scope_id, by_kind, by_id, by_code)
  where entry.is_row and entry.form <> 'CASH'
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11;
end;

-- Kinds of partners whose gifts are too many to be counted when they are asked for.
create function large_giver_kinds() returns text[]
language sql immutable parallel safe
return array['EASTERN_PROVINCE', 'EASTERN_DISTRICT', 'LOCAL_GOVERNMENT', 'CENTRAL_UNIT', 'CHAMBER_OF_COMMERCE'];

-- What these contributions add to impact_reach. Of what is reported for a set, its members are reached.
create function impact_reach_of(ids bigint[], gained bigint[] default '{}', lost bigint[] default '{}')
returns table (
  scope_kind text, scope_id bigint, programme text, by_kind text, by_id bigint, by_code text, thing text, thing_id bigint, year smallint, refs bigint)
language sql stable
begin atomic
  with alike as materialized (
    select year, programme, flow_class, partner_id, through_id, project_id, place_id,
           case when place_mode = 'SET' then contribution_id end as set_id, count(*) as refs
    from impact_entries(ids, gained, lost) where is_row
    group by 1, 2, 3, 4, 5, 6, 7, 8
  ), thing as materialized (
    select alike.year, alike.programme, place.province_id, place.prefecture_id, place.county_id, thing.kind as thing, thing.id as thing_id, sum(refs) as refs
    from alike
    left join place on place.id = alike.place_id
    cross join lateral (values ('PROJECT', project_id), ('PARTNER', partner_id)) as thing (kind, id)
    where thing.id is not null
    group by 1, 2, 3, 4, 5, 6, 7
  ), reached as materialized (
    select year, programme, partner_id, through_id, '' as by_kind, 0::bigint as by_id, place_id, refs from alike where set_id is null and place_id is not null
    union all
    select year, programme, partner_id, through_id, 'SET', coalesce(alike.place_id, 0), member.place_id, refs
    from alike join contribution_set_place member on member.contribution_id = alike.set_id
  ), head as materialized (
    select distinct giver.partner_id, giver.through_id, head.id
    from (select distinct partner_id, through_id from alike) as giver
    join partner on partner.id = giver.partner_id
    cross join lateral unnest(partner.head_ids || giver.through_id) as above (id)
    join partner head on head.id = above.id
    where head.kind = any (large_giver_kinds())
  ), of_head as materialized (
    select head.id as head_id, alike.* from alike join head on head.partner_id = alike.partner_id and head.through_id is not distinct from alike.through_id
  )
  select 'ALL', 0, '', '', 0, '', 'PARTNER', thing_id, year, sum(refs)::bigint from thing where thing = 'PARTNER' group by 8, 9
  union all
  select 'ALL', 0, programme, '', 0, '', 'PARTNER', thing_id, year, sum(refs)::bigint from thing where thing = 'PARTNER' group by 3, 8, 9
  union all
  select 'ALL', 0, programme, 'PROVINCE', coalesce(province_id, 0), '', 'PROJECT', thing_id, year, sum(refs)::bigint
  from thing where thing = 'PROJECT' group by 3, 5, 8, 9
  union all
  select 'ALL', 0, programme, by_kind, by_id, '', 'PLACE', place_id, year, sum(refs)::bigint from reached group by 3, 4, 5, 8, 9
  union all
  select 'ALL', 0, programme, 'GIVERS', coalesce(home.province_id, 0), giver.kind, 'COUNTY', place.county_id, year, sum(refs)::bigint
  from reached
  join place on place.id = reached.place_id
  join partner giver on giver.id = reached.partner_id
  left join place home on home.id = giver.home_id
  where place.county_id is not null group by 3, 5, 6, 8, 9
  union all
  select 'PLACE', county_id, '', '', 0, '', thing, thing_id, year, sum(refs)::bigint from thing where county_id is not null group by 2, 7, 8, 9
  union all
  select 'PLACE', prefecture_id, '', '', 0, '', 'PROJECT', thing_id, year, sum(refs)::bigint
  from thing where thing = 'PROJECT' and prefecture_id is not null group by 2, 8, 9
  union all
  select 'PLACE', level.id, '', 'COUNTY', 0, '', 'PARTNER', thing_id, year, sum(refs)::bigint
  from thing cross join lateral (values (province_id), (prefecture_id)) as level (id)
  where thing = 'PARTNER' and county_id is null and level.id is not null group by 2, 8, 9
  union all
  select 'ALL', 0, '', 'COUNTY', 0, '', thing, thing_id, year, sum(refs)::bigint from thing where county_id is null group by 7, 8, 9
  union all
  select 'ALL', 0, '', 'PREFECTURE', 0, '', thing, thing_id, year, sum(refs)::bigint from thing where prefecture_id is null group by 7, 8, 9
  union all
  select 'PARTNER', head_id, '', '', 0, '', 'PROJECT', project_id, year, sum(refs)::bigint from of_head where project_id is not null group by 2, 8, 9
  union all
  select 'PARTNER', head_id, '', '', 0, '', 'PARTNER', partner_id, year, sum(refs)::bigint from of_head group by 2, 8, 9
  union all
  select 'PARTNER', head_id, '', 'FLOW_CLASS', 0, flow_class, 'PROJECT', project_id, year, sum(refs)::bigint
  from of_head where project_id is not null group by 2, 6, 8, 9
  union all
  select 'PARTNER', head.id, '', by_kind, by_id, '', 'PLACE', place_id, year, sum(refs)::bigint
  from reached join head on head.partner_id = reached.partner_id and head.through_id is not distinct from reached.through_id
  group by 2, 4, 5, 8, 9;
end;

-- Appends what changes when some contributions come into the totals and others leave them. What money moved on from them, or
-- to them, changes too: net money of what it came from, and the year in which what it became counts.
create function impact_append(gained bigint[], lost bigint[]) returns void language plpgsql as $$
declare
  changed bigint[] := gained || lost;
  touched bigint[];
  of_root int;
begin
  -- What money became counts in the year it was given. Whoever moves that year and whoever brings in what it became may touch no
  -- row in common, and neither would see the other: so those with one root take turns, and each reads after it has waited.
  for of_root in
    select distinct (hashint8(coalesce(ancestor_ids[1], original_id)) & 255) from contribution
    where id = any (changed) and (parent_id is not null or fund_id is not null) order by 1
  loop
    perform pg_advisory_xact_lock(hashtext('impact_append'), of_root);
  end loop;
  touched := array(
    select unnest(changed)
    union select given.id from contribution given
    where given.original_id in (select parent_id from contribution where id = any (changed) and parent_id is not null)
    union select given.id from contribution given
    where given.parent_id is not null and given.ancestor_ids && array(select original_id from contribution where id = any (changed)));
  insert into impact_money (scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme, net_fen, gross_fen, rows)
  select scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme,
         sum(sign * net_fen)::bigint, sum(sign * gross_fen)::bigint, sum(sign * rows)::bigint
  from (select 1 as sign, * from impact_money_of(touched) union all select -1, * from impact_money_of(touched, gained, lost)) as side
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
  having sum(sign * net_fen) <> 0 or sum(sign * gross_fen) <> 0 or sum(sign * rows) <> 0;
  insert into impact_in_kind (scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit, quantity, lines, valued_lines, value_fen)
  select scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit,
         sum(sign * quantity), sum(sign * lines), sum(sign * valued_lines), sum(sign * value_fen)
  from (select 1 as sign, * from impact_in_kind_of(changed) union all select -1, * from impact_in_kind_of(changed, gained, lost)) as side
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
  having sum(sign * quantity) <> 0 or sum(sign * lines) <> 0 or sum(sign * valued_lines) <> 0 or sum(sign * value_fen) <> 0;
  insert into impact_reach (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, refs)
  select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, sum(sign * refs)
  from (select 1 as sign, * from impact_reach_of(changed) union all select -1, * from impact_reach_of(changed, gained, lost)) as side
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9
  having sum(sign * refs) <> 0;
end $$;

create function impact_follows() returns trigger language plpgsql as $$
declare
  gained bigint[];
  lost bigint[];
begin
  select coalesce(array_agg(after.id) filter (where is_in_totals(after)), '{}'), coalesce(array_agg(after.id) filter (where is_in_totals(before)), '{}')
  into gained, lost
  from new_rows after join old_rows before on before.id = after.id
  where is_in_totals(after) <> is_in_totals(before);
  if gained <> '{}' or lost <> '{}' then perform impact_append(gained, lost); end if;
  return null;
end $$;

create trigger impact_follows after update on contribution
referencing old table as old_rows new table as new_rows for each statement execute function impact_follows();

-- A row has its parts, lines and set only after it was inserted, so it comes into the totals by a change of its state and never
-- as it is inserted. A load of many rows takes this guard away and has the rollups repaired.
create function is_accepted_later() returns trigger language plpgsql as $$
begin
  if is_in_totals(new) then
    raise exception 'a contribution is inserted before it is accepted' using errcode = 'restrict_violation', constraint = 'accepted_later';
  end if;
  return new;
end $$;

create trigger contribution_is_accepted_later before insert on contribution for each row execute function is_accepted_later();
