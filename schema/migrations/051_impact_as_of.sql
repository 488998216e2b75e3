-- Rollups as of an instant: what they hold now, less what came to them since. What is appended carries its moment, and what a fold takes is kept
-- in the schema `past` by moment, where nobody who writes waits for it.
alter table impact_money add column since_moment xid8 not null default '0';
alter table impact_in_kind add column since_moment xid8 not null default '0';
alter table impact_reach add column since_moment xid8 not null default '0';

do $$
declare
  rollup text;
begin
  foreach rollup in array array['impact_money', 'impact_in_kind', 'impact_reach'] loop
    execute format('alter table %I alter column since_moment set default coalesce(nullif(current_setting(''xieshou.moment'', true), ''''), begin_moment())::xid8', rollup);
    execute format('create table past.%1$I (like %1$I)', rollup);
    execute format('alter table past.%I drop column pending_id', rollup);
    -- As readers ask, and within that what came since.
    execute format('create index %I on past.%I (scope_kind, scope_id, by_kind, since_moment)', rollup || '_later', rollup);
  end loop;
end $$;

-- Which changes a fold took.
create index impact_reach_of_moment on past.impact_reach (since_moment);

-- What the counts of things changed by at each moment, so that those as of an instant are the counts of now, less what came later.
create table past.impact_reach_count (like impact_reach_count);
alter table past.impact_reach_count add column since_moment xid8 not null;
create index impact_reach_count_later on past.impact_reach_count (scope_kind, scope_id, by_kind, since_moment);

create index impact_money_of_partner on past.impact_money (by_id, by_kind, scope_kind, since_moment) where by_kind in ('PARTNER', 'THROUGH');

-- The moment in which rollups were filled from a ledger that was there at once: before it there was nothing in them.
create table impact_begun (
  only_row boolean primary key default true check (only_row),
  since_moment xid8 not null default '0'
);

insert into impact_begun default values;

-- What moments changed of the counts (null for all that were folded), in the order in which they were committed. A thing that comes or goes in
-- a year stands between the year before and the year after it in which it is there: it moves what is counted of the year after, too.
create function impact_reach_count_changes(moments xid8[]) returns setof past.impact_reach_count language sql stable as $$
  with change as materialized (
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, refs, since_moment, coalesce(at, '-infinity') as at, coalesce(nth, 0) as nth
    from past.impact_reach left join moment on nth = since_moment::text::bigint
    where moments is null or since_moment = any (moments)
  ), touched as (
    select distinct scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id from change
  ), before as (
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, sum(refs) as refs
    from (
      select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, refs
      from touched join impact_reach using (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id)
      where pending_id = 0
      union all
      select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, -refs from change
    ) as side
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9 having sum(refs) <> 0
  ), reached as (
    select *, sum(refs) over (partition by scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year order by at, nth) as reached
    from (select *, null::xid8 as since_moment, '-infinity'::timestamptz as at, -1::bigint as nth from before union all select * from change) as side
  ), turn as (
    -- The years that a thing came to before, and less than zero those that it went from.
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, since_moment, reached > 0 as comes,
           array_agg(case when reached > 0 then year else -year end) over (
             partition by scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id order by at, nth, year
             rows between unbounded preceding and 1 preceding) as turns_before
    from reached where (reached > 0) <> (reached - refs > 0)
  ), step as (
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, since_moment, case when comes then 1 else -1 end as sign,
           coalesce(year_before, 0) as year_before, year_after
    from turn cross join lateral (
      select max(there) filter (where there < year) as year_before, min(there) filter (where there > year) as year_after
      from (
        select distinct on (abs(year_turned)) year_turned as there
        from unnest(turns_before) with ordinality as earlier (year_turned, ordinal) order by abs(year_turned), ordinal desc
      ) as latest
      where there > 0
    ) as beside
    where since_moment is not null
  )
  select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, counted_year::smallint, previous_year::smallint, sum(things)::bigint, since_moment
  from step cross join lateral (
    values (year, year_before, sign), (year_after, year::integer, sign), (year_after, year_before, -sign)
  ) as counted (counted_year, previous_year, things)
  where counted_year is not null
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 11 having sum(things) <> 0;
$$;

-- What is kept of the counts' changes lacks of what the things tell, or has too much.
create view impact_reach_past_difference as
select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year, sum(things)::bigint as things, since_moment
from (
  select * from impact_reach_count_changes(null)
  union all
  select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year, -things, since_moment from past.impact_reach_count
) as side
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 11
having sum(things) <> 0;

-- As before (018_impact_folds.sql), keeping what is taken by its moment. What is not known to be committed by now is left to the next one, so
-- that all that one fold takes was committed before all that the next one does.
create or replace function impact_fold() returns bigint language plpgsql set plan_cache_mode = force_custom_plan as $$
declare
  taken_rows bigint := 0;
  taken_here bigint;
  beginning constant timestamptz := clock_timestamp();
  moments xid8[];
begin
  if not pg_try_advisory_xact_lock(hashtext('impact_fold')) then return 0; end if;
  if instant_settles(beginning, interval '1 second') <> 'SETTLED' then return 0; end if;

  with taken as (
    delete from impact_money where pending_id <> 0 returning *
  ), kept as (
    insert into past.impact_money
    select scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint, sum(rows)::bigint, since_moment
    from taken group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, since_moment
    having sum(net_fen) <> 0 or sum(gross_fen) <> 0 or sum(rows) <> 0
  ), joined as (
    insert into impact_money
    select scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint, sum(rows)::bigint, 0, '0'
    from taken group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    on conflict (scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme, pending_id) do update
    set net_fen = impact_money.net_fen + excluded.net_fen, gross_fen = impact_money.gross_fen + excluded.gross_fen,
        rows = impact_money.rows + excluded.rows
  )
  select count(*) into taken_rows from taken;

  with taken as (
    delete from impact_in_kind where pending_id <> 0 returning *
  ), kept as (
    insert into past.impact_in_kind
    select scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit, sum(quantity), sum(lines)::bigint, sum(valued_lines)::bigint, sum(value_fen), since_moment
    from taken group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, since_moment
    having sum(quantity) <> 0 or sum(lines) <> 0 or sum(valued_lines) <> 0 or sum(value_fen) <> 0
  ), joined as (
    insert into impact_in_kind
    select scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit, sum(quantity), sum(lines), sum(valued_lines), sum(value_fen), 0, '0'
    from taken group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    on conflict (scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit, pending_id) do update
    set quantity = impact_in_kind.quantity + excluded.quantity, lines = impact_in_kind.lines + excluded.lines,
        valued_lines = impact_in_kind.valued_lines + excluded.valued_lines, value_fen = impact_in_kind.value_fen + excluded.value_fen
  )
  select count(*) into taken_here from taken;
  taken_rows := taken_rows + taken_here;

  -- The moments are read by the snapshot that the rows are read by: of one whose row is not there yet, none of what it wrote is either.
  with taken as (
    delete from impact_reach where pending_id <> 0 and pg_visible_in_snapshot(since_moment, (select snapshot_at(beginning))) returning *
  ), kept as (
    insert into past.impact_reach
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, sum(refs)::bigint, since_moment
    from taken group by 1, 2, 3, 4, 5, 6, 7, 8, 9, since_moment having sum(refs) <> 0
  ), joined as (
    insert into impact_reach
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, sum(refs)::bigint, 0, '0'
    from taken group by 1, 2, 3, 4, 5, 6, 7, 8, 9 having sum(refs) <> 0
    on conflict (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, pending_id) do update
    set refs = impact_reach.refs + excluded.refs
  )
  select count(*), array_agg(distinct since_moment) into taken_here, moments from taken;

  with kept as (
    insert into past.impact_reach_count select * from impact_reach_count_changes(coalesce(moments, '{}')) returning *
  )
  insert into impact_reach_count
  select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year, sum(things)::bigint
  from kept group by 1, 2, 3, 4, 5, 6, 7, 8, 9 having sum(things) <> 0
  on conflict (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year) do update
  set things = impact_reach_count.things + excluded.things;
  return taken_rows + taken_here;
end $$;

call run_as_owner(array['impact_fold()']::regprocedure[]);

-- As before (019_impact_repair.sql, 021_quicker_rows.sql), with the column that has been added.
create or replace function impact_money_ledger() returns setof impact_money language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare ids bigint[];
begin
  for ids in select ledger_pieces() loop return query select *, 0::bigint, '0'::xid8 from impact_money_of(ids); end loop;
end $$;

create or replace function impact_in_kind_ledger() returns setof impact_in_kind language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare ids bigint[];
begin
  for ids in select ledger_pieces() loop
    return query
    select *, 0::bigint, '0'::xid8
    from impact_in_kind_of(array(select distinct contribution_id from contribution_line where contribution_id = any (ids)));
  end loop;
end $$;

create or replace function impact_reach_ledger() returns setof impact_reach language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare ids bigint[];
begin
  for ids in select ledger_pieces() loop return query select *, 0::bigint, '0'::xid8 from impact_reach_of(ids); end loop;
end $$;

-- As before. What is mended had been wrong all the time and came at no moment: what is taken off of it for the past stays as it was written,
-- and so the past is mended with the present.
create or replace function impact_repair() returns bigint language plpgsql set work_mem = '128MB' as $$
declare
  mended bigint;
  mended_here bigint;
begin
  perform pg_advisory_xact_lock(hashtext('impact_fold'));

  insert into impact_money select *, 0, '0' from impact_money_difference order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
  on conflict (scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme, pending_id) do update
  set net_fen = impact_money.net_fen + excluded.net_fen, gross_fen = impact_money.gross_fen + excluded.gross_fen,
      rows = impact_money.rows + excluded.rows;
  get diagnostics mended = row_count;

  insert into impact_in_kind select *, 0, '0' from impact_in_kind_difference
  on conflict (scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit, pending_id) do update
  set quantity = impact_in_kind.quantity + excluded.quantity, lines = impact_in_kind.lines + excluded.lines,
      valued_lines = impact_in_kind.valued_lines + excluded.valued_lines, value_fen = impact_in_kind.value_fen + excluded.value_fen;
  get diagnostics mended_here = row_count;
  mended := mended + mended_here;

  insert into impact_reach select *, 0, '0' from impact_reach_difference order by 1, 2, 3, 4, 5, 6, 7, 8, 9
  on conflict (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, pending_id) do update set refs = impact_reach.refs + excluded.refs;
  get diagnostics mended_here = row_count;
  mended := mended + mended_here;

  insert into impact_reach_count select * from impact_reach_count_difference
  on conflict (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year) do update
  set things = impact_reach_count.things + excluded.things;
  get diagnostics mended_here = row_count;
  mended := mended + mended_here;

  insert into past.impact_reach_count select * from impact_reach_past_difference;
  get diagnostics mended_here = row_count;
  mended := mended + mended_here;

  -- The public's figures were wrong until now, and answers that were kept with them are of no more use.
  if mended > 0 then insert into public_change (scope) values ('CONTRIBUTION'); end if;
  return mended;
end $$;

-- Counts of different things are kept for what is folded, and what is not is looked at thing by thing.
create view impact_reach_folded with (security_invoker = true) as
select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, refs from impact_reach where pending_id = 0;
create view impact_reach_fresh with (security_invoker = true) as
select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, refs from impact_reach where pending_id <> 0;
grant select on impact_reach_folded, impact_reach_fresh to xieshou_app;

create function rollups_had_begun() returns boolean language plpgsql stable as $$
begin
  return pg_visible_in_snapshot((select since_moment from impact_begun), told_snapshot());
end $$;

call run_as_owner(array['rollups_had_begun()']::regprocedure[]);

-- The figures as they were: those of now, less what is not in the snapshot that is told. What is not folded was committed after all that is:
-- there either is nothing to be taken off of things and their counts, or nothing of what is not folded is in the snapshot.
do $$
declare
  path text := current_setting('search_path');
  own text := current_schema();
  rollup record;
  taken_off text;
begin
  for rollup in
    select * from (values
      ('impact_money', 'scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme', array['net_fen', 'gross_fen', 'rows']),
      ('impact_in_kind', 'scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit',
        array['quantity', 'lines', 'valued_lines', 'value_fen']),
      ('impact_reach', 'scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year', array['refs'])
    ) as declared (named, keys, figures)
  loop
    taken_off := (select string_agg('-' || figure, ', ') from unnest(rollup.figures) as figure);
    perform set_config('search_path', past_path(), true);
    execute format($view$
      create view public_past.%1$I as
      select %2$s, %3$s, pending_id
      from (
        select %2$s, %3$s, pending_id, since_moment as shown, '9223372036854775807'::xid8 as taken_off from %5$I.%1$I
        union all
        select %2$s, %4$s, 0::bigint, '0'::xid8, since_moment from past.%1$I
      ) as side
      where nullif(pg_visible_in_snapshot(side.shown, (select told_snapshot())), false) is not null
        and side.taken_off >= (select pg_snapshot_xmin(told_snapshot()))
        and nullif(pg_visible_in_snapshot(side.taken_off, (select told_snapshot())), true) is not null
        and (select rollups_had_begun()) $view$,
      rollup.named, rollup.keys, array_to_string(rollup.figures, ', '), taken_off, own);
    execute format('grant select on public_past.%I to xieshou_app', rollup.named);
    perform set_config('search_path', path, true);
  end loop;
  perform set_config('search_path', past_path(), true);
  execute format($view$
    create view public_past.impact_reach_count as
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year, things
    from (
      select *, '9223372036854775807'::xid8 as taken_off from %I.impact_reach_count
      union all
      select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year, -things, since_moment from past.impact_reach_count
    ) as side
    where side.taken_off >= (select pg_snapshot_xmin(told_snapshot()))
      and nullif(pg_visible_in_snapshot(side.taken_off, (select told_snapshot())), true) is not null
      and (select rollups_had_begun()) $view$,
    own);
  perform set_config('search_path', path, true);
end $$;

call look_back(array['impact_reach_folded', 'impact_reach_fresh']::regclass[], '{}'::regprocedure[]);
grant select on public_past.impact_reach_count to xieshou_app;
