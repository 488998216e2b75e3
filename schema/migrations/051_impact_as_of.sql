-- Rollups as of an instant. What is appended carries its moment. What a fold joins becomes the newest version of its key, and what stood there
-- before each of the moments goes to the schema `past`, where nobody who writes waits for it: so a figure as of an instant is that of the row,
-- or one look at what it was, however much has come since.
do $$
declare
  rollup text;
begin
  foreach rollup in array array['impact_money', 'impact_in_kind', 'impact_reach', 'impact_reach_count'] loop
    execute format('alter table %I add column since_moment xid8 not null default ''0''', rollup);
  end loop;
  -- To the counts only the fold adds, and says since when.
  foreach rollup in array array['impact_money', 'impact_in_kind', 'impact_reach'] loop
    execute format('alter table %I alter column since_moment set default coalesce(nullif(current_setting(''xieshou.moment'', true), ''''), begin_moment())::xid8', rollup);
  end loop;
end $$;

-- The columns by which a rollup's rows are told apart once they are folded.
create function rollup_keys(given regclass) returns text[] language sql stable as $$
  select array_agg(quote_ident(attname) order by array_position(indkey::int2[], attnum))
  from pg_index join pg_attribute on attrelid = indrelid and attnum = any (indkey)
  where indrelid = given and indisprimary and attname <> 'pending_id';
$$;

-- The columns that are added up.
create function rollup_figures(given regclass) returns text[] language sql stable as $$
  select array_agg(quote_ident(attname) order by attnum)
  from pg_attribute
  where attrelid = given and attnum > 0 and not attisdropped
    and quote_ident(attname) <> all (rollup_keys(given) || array['pending_id', 'since_moment', 'key_id']);
$$;

-- What the figures of a key were until a moment, which was stamped with until_at.
do $$
declare
  rollup text;
begin
  foreach rollup in array array['impact_money', 'impact_in_kind', 'impact_reach', 'impact_reach_count'] loop
    execute format('alter table %I add column key_id bigint generated always as identity', rollup);
    execute format('create table past.%1$I as select key_id, clock_timestamp() as until_at, since_moment as until_moment, %2$s from %1$I limit 0',
      rollup, array_to_string(rollup_figures(rollup::regclass), ', '));
    execute format('alter table past.%I add primary key (key_id, until_at, until_moment)', rollup);
  end loop;
end $$;

-- What things a fold changed, and from there the things.
create index impact_reach_of_moment on past.impact_reach (until_moment);
create unique index impact_reach_of_key on impact_reach (key_id) where pending_id = 0;

-- The moment in which rollups were filled from a ledger that was there at once: before it there was nothing in them.
create table impact_begun (
  only_row boolean primary key default true check (only_row),
  since_moment xid8 not null default '0'
);

insert into impact_begun default values;

-- What moments changed of the counts (null for all that were folded), in the order in which they were committed. A thing that comes or goes in
-- a year stands between the year before and the year after it in which it is there: it moves what is counted of the year after, too.
create function impact_reach_count_changes(moments xid8[]) returns table (
  scope_kind text, scope_id bigint, programme text, by_kind text, by_id bigint, by_code text, thing text, year smallint, previous_year smallint,
  things bigint, since_moment xid8)
language sql stable as $$
  with change as materialized (
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year,
           lead(kept.refs, 1, reach.refs) over (partition by key_id order by until_at, until_moment) - kept.refs as refs,
           until_moment as since_moment, until_at as at
    from past.impact_reach kept join impact_reach reach using (key_id)
    where reach.pending_id = 0 and (moments is null or until_moment = any (moments))
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
    select *, sum(refs) over (partition by scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year order by at, since_moment nulls first) as reached
    from (select *, null::xid8 as since_moment, '-infinity'::timestamptz as at from before union all select * from change) as side
  ), turn as (
    -- The years that a thing came to before, and less than zero those that it went from.
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, since_moment, reached > 0 as comes,
           array_agg(case when reached > 0 then year else -year end) over (
             partition by scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id order by at, since_moment nulls first, year
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

-- What is kept of the counts changes at a moment by less than the things tell, or by more.
create view impact_reach_past_difference as
select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year, sum(things)::bigint as things, since_moment
from (
  select * from impact_reach_count_changes(null)
  union all
  select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year,
         kept.things - lead(kept.things, 1, counted.things) over (partition by key_id order by until_at, until_moment), until_moment
  from past.impact_reach_count kept join impact_reach_count counted using (key_id)
) as side
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 11
having sum(things) <> 0;

-- Joins changes into a rollup, and keeps what its keys were before each of their moments. The changes are a statement that gives keys, figures
-- and moments, of what had been committed by an instant ($1) or at moments ($2). Gives how many there were, and their moments.
create function impact_join(
  rollup regclass, changes text, committed_by timestamptz default null, at_moments xid8[] default null, out taken bigint, out moments xid8[])
language plpgsql as $$
declare
  named constant text := (select relname from pg_class where oid = rollup);
  keys constant text := array_to_string(rollup_keys(rollup), ', ');
  is_appended_to constant boolean := exists (select from pg_attribute where attrelid = rollup and attname = 'pending_id');
begin
  execute (
    select format($statement$
      with given as (
        %1$s
      ), change as (
        select %2$s, since_moment, %3$s from given group by %2$s, since_moment having %4$s
      ), turn as (
        select %2$s, since_moment, at, %5$s
        from (select change.*, coalesce(at, '-infinity') as at from change left join moment on nth = since_moment::text::bigint) as stamped
        window since_then as (partition by %2$s order by at desc, since_moment desc)
      ), joined as (
        insert into %6$I (%2$s, %7$s, since_moment %8$s)
        select %2$s, %9$s, (array_agg(since_moment order by at desc, since_moment desc))[1] %10$s from turn group by %2$s
        on conflict (%2$s %8$s) do update set since_moment = excluded.since_moment, %11$s
        returning *
      ), kept as (
        insert into past.%6$I (key_id, until_at, until_moment, %7$s)
        select joined.key_id, turn.at, turn.since_moment, %12$s from turn join joined using (%2$s)
      )
      select count(*), coalesce(array_agg(distinct since_moment), '{}') from given $statement$,
      changes, keys,
      string_agg(format('sum(%1$s) as %1$s', figure), ', '),
      string_agg(format('sum(%s) <> 0', figure), ' or '),
      string_agg(format('%1$s, sum(%1$s) over since_then as %1$s_since', figure), ', '),
      named, string_agg(figure, ', '), case when is_appended_to then ', pending_id' else '' end,
      string_agg(format('sum(%s)', figure), ', '), case when is_appended_to then ', 0' else '' end,
      string_agg(format('%2$s = %1$I.%2$s + excluded.%2$s', named, figure), ', '),
      string_agg(format('joined.%1$s - turn.%1$s_since', figure), ', '))
    from unnest(rollup_figures(rollup)) as figure)
  into taken, moments using committed_by, at_moments;
end $$;

-- As before (018_impact_folds.sql), keeping what was. What is not known to be committed by now is left to the next one, so that all that one fold
-- takes was committed before all that the next one does. The moments are read by the snapshot that the rows are read by: of one whose row is not
-- there yet, none of what it wrote is either.
create or replace function impact_fold() returns bigint language plpgsql set plan_cache_mode = force_custom_plan as $$
declare
  taken_rows bigint := 0;
  beginning constant timestamptz := clock_timestamp();
  rollup regclass;
  joined record;
begin
  if current_setting('transaction_isolation') <> 'read committed' or coalesce(current_setting('xieshou.moment', true), '') <> '' then
    raise exception 'rollups are folded by a transaction that reads what is committed, and has written nothing before' using errcode = 'restrict_violation';
  end if;
  if not pg_try_advisory_xact_lock(hashtext('impact_fold')) then return 0; end if;
  if instant_settles(beginning, interval '1 second') <> 'SETTLED' then return 0; end if;

  foreach rollup in array array['impact_money', 'impact_in_kind', 'impact_reach']::regclass[] loop
    joined := impact_join(rollup, committed_by => beginning, changes => format(
      'delete from %s where pending_id <> 0 and pg_visible_in_snapshot(since_moment, (select snapshot_at($1))) returning *', rollup));
    taken_rows := taken_rows + joined.taken;
  end loop;
  -- Of the things that came or went, which are the last that were joined.
  perform impact_join('impact_reach_count', 'select * from impact_reach_count_changes($2)', at_moments => joined.moments);
  return taken_rows;
end $$;

call run_as_owner(array['impact_fold()']::regprocedure[]);

-- As before (019_impact_repair.sql, 021_quicker_rows.sql), with the column that has been added.
create or replace function impact_money_ledger() returns setof impact_money language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare ids bigint[];
begin
  for ids in select ledger_pieces() loop return query select *, 0::bigint, '0'::xid8, 0::bigint from impact_money_of(ids); end loop;
end $$;

create or replace function impact_in_kind_ledger() returns setof impact_in_kind language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare ids bigint[];
begin
  for ids in select ledger_pieces() loop
    return query
    select *, 0::bigint, '0'::xid8, 0::bigint
    from impact_in_kind_of(array(select distinct contribution_id from contribution_line where contribution_id = any (ids)));
  end loop;
end $$;

create or replace function impact_reach_ledger() returns setof impact_reach language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare ids bigint[];
begin
  for ids in select ledger_pieces() loop return query select *, 0::bigint, '0'::xid8, 0::bigint from impact_reach_of(ids); end loop;
end $$;

-- Keeps anew what the counts were, of those keys of which it does not agree with what is kept of the things.
create function impact_mend_past_counts() returns bigint language plpgsql as $$
declare
  wrong_keys bigint[];
begin
  with wrong as (
    select distinct scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year, 0 as things from impact_reach_past_difference
  ), named as (
    insert into impact_reach_count (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year, things)
    table wrong
    on conflict (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year) do update set things = impact_reach_count.things
    returning key_id
  )
  select coalesce(array_agg(key_id), '{}') into wrong_keys from named;
  if wrong_keys = '{}' then return 0; end if;

  delete from past.impact_reach_count where key_id = any (wrong_keys);
  with kept as (
    insert into past.impact_reach_count (key_id, until_at, until_moment, things)
    select key_id, coalesce(at, '-infinity'), change.since_moment,
           counted.things - sum(change.things) over (partition by key_id order by coalesce(at, '-infinity') desc, change.since_moment desc)
    from impact_reach_count_changes(null) change
    join impact_reach_count counted using (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year)
    left join moment on nth = change.since_moment::text::bigint
    where key_id = any (wrong_keys)
    returning *
  )
  update impact_reach_count set since_moment = coalesce((
    select until_moment from kept where kept.key_id = impact_reach_count.key_id order by until_at desc, until_moment desc limit 1), '0')
  where key_id = any (wrong_keys);
  return cardinality(wrong_keys);
end $$;

-- As before (019_impact_repair.sql). Nobody knows since when what is mended was wrong: so it comes at no moment, and the newest version of a key
-- is right from its beginning on. What was kept before it stays what was told then.
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

  mended := mended + impact_mend_past_counts();
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

create function rollups_had_begun() returns boolean language plpgsql stable parallel safe as $$
begin
  return pg_visible_in_snapshot((select since_moment from impact_begun), told_snapshot());
end $$;

call run_as_owner(array['rollups_had_begun()']::regprocedure[]);

-- The figures as they were: of a row that has not changed since, its own, and otherwise the oldest of what was kept since. What is not folded
-- was committed after all that is: so where anything of it is in the snapshot that is told, all that is folded is as it was.
do $$
declare
  path text := current_setting('search_path');
  own text := current_schema();
  rollup regclass;
  named text;
  keys text;
  figures text[];
  pending text;
begin
  foreach rollup in array array['impact_money', 'impact_in_kind', 'impact_reach', 'impact_reach_count']::regclass[] loop
    named := (select relname from pg_class where oid = rollup);
    keys := array_to_string(rollup_keys(rollup), ', ');
    figures := rollup_figures(rollup);
    pending := case when exists (select from pg_attribute where attrelid = rollup and attname = 'pending_id') then ', pending_id' else '' end;
    perform set_config('search_path', past_path(), true);
    execute (
      select format($view$
        create view public_past.%1$I as
        select %2$s, %3$s %4$s
        from (select *, pg_visible_in_snapshot(since_moment, (select told_snapshot())) as is_as_it_was from %5$I.%1$I) as current
        left join lateral (
          select %6$s from past.%1$I kept
          where not current.is_as_it_was and kept.key_id = current.key_id and kept.until_at > (select now())
          order by kept.until_at, kept.until_moment limit 1
        ) as before on true
        where (current.is_as_it_was or before.%7$s is not null) and (select rollups_had_begun()) $view$,
        named, keys, string_agg(format('case when current.is_as_it_was then current.%1$s else before.%1$s end as %1$s', figure), ', '), pending, own,
        string_agg(format('kept.%s', figure), ', '), figures[1])
      from unnest(figures) as figure);
    execute format('grant select on public_past.%I to xieshou_app', named);
    perform set_config('search_path', path, true);
  end loop;
end $$;

call look_back(array['impact_reach_folded', 'impact_reach_fresh']::regclass[], '{}'::regprocedure[]);

revoke execute on function impact_join(regclass, text, timestamptz, xid8[]), impact_mend_past_counts(), impact_reach_count_changes(xid8[]), rollup_keys(regclass),
  rollup_figures(regclass) from public;
