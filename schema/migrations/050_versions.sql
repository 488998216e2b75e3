-- What was, as of any instant. Every transaction that writes what is kept draws a number when it first does, its moment, and is stamped with
-- the clock as it commits. A row carries the moment of its current version, and what it was before goes to the schema `past`. What had been
-- stamped by an instant is told to a reading transaction as a pg_snapshot over these numbers. They are our own and not the server's transaction
-- ids, so that a copy of the database on another server still answers.

create schema if not exists past;
-- Views by the names of the tables, which give the rows as they were at the instant told: what is written for the present reads them
-- unchanged where the path names this schema first.
create schema if not exists public_past;

do $$
begin
  execute 'grant usage on schema public_past to xieshou_app';
end $$;

create sequence moment_nth;

create table moment (
  nth bigint primary key,
  -- when it was committed, nearly: whatever builds on what another has written waited for its lock, and has a later stamp
  at timestamptz,
  -- the number that was to be drawn next then, or later
  below bigint
);

create index moment_at on moment (at, below);
-- Those that others overtook in great number.
create index moment_overtaken on moment (at) where below - nth > 256;

create function begin_moment() returns text language plpgsql as $$
declare
  drawn text := nextval('moment_nth')::text;
begin
  insert into moment (nth) values (drawn::bigint);
  perform set_config('xieshou.moment', drawn, true);
  return drawn;
end $$;

-- Written out in the defaults of columns, too, so that a row of many costs no call.
create function this_moment() returns xid8 language sql volatile as $$
  select coalesce(nullif(current_setting('xieshou.moment', true), ''), begin_moment())::xid8;
$$;

-- Never before what was stamped already: a clock that is set back, or that of another server, would turn the order of changes round. The lock is held
-- from the stamp until the commit can be seen, together with whoever else commits: so one who reads knows whose stamps lie
-- in the past and whose writes are not there yet. The number is "momt" in ASCII.
create function moment_ends() returns trigger language plpgsql as $$
declare
  stamp timestamptz;
begin
  perform pg_advisory_xact_lock_shared(x'6d6f6d74'::bigint);
  stamp := greatest(clock_timestamp(), (select at + interval '1 microsecond' from moment where at is not null order by at desc limit 1));
  update moment set at = stamp, below = (select last_value + 1 from moment_nth) where nth = new.nth;
  return null;
end $$;

create constraint trigger moment_ends after insert on moment deferrable initially deferred for each row execute function moment_ends();

-- The moments that had been stamped at the instant, as a snapshot. Who was seen last had been drawn before it was stamped, so everything from
-- the number after it on came later; before it, those that were under way: nearly all of them among the last few, the others by an index.
create function snapshot_at(instant timestamptz) returns pg_snapshot language plpgsql stable as $$
declare
  next_nth bigint;
  under_way bigint[];
begin
  if instant > clock_timestamp() then
    raise exception 'the instant % lies in the future', instant using errcode = 'invalid_parameter_value';
  end if;
  select nth + 1 into next_nth from moment
  where nth < (select below from moment where at <= instant order by at desc, below desc limit 1) and at <= instant
  order by nth desc limit 1;
  if not found then return '1:1:'; end if;
  under_way := array(
    select nth from moment where nth >= next_nth - 256 and nth < next_nth and at > instant
    union
    select nth from moment where below - nth > 256 and nth < next_nth and at > instant
    order by 1);
  return format('%s:%s:%s', coalesce(under_way[1], next_nth), next_nth, array_to_string(under_way, ','));
end $$;

-- Waits until every transaction that may have been stamped by a recent instant can be seen: FUTURE, SETTLED, or UNSETTLED where one did not
-- come to its end in time.
create function instant_settles(instant timestamptz, patience interval) returns text language plpgsql as $$
declare
  deadline timestamptz := clock_timestamp() + patience;
  committing text[];
begin
  if instant > clock_timestamp() then return 'FUTURE'; end if;
  loop
    committing := array(
      select virtualtransaction from pg_locks
      where locktype = 'advisory' and classid = 0 and objid = x'6d6f6d74'::int::oid and objsubid = 1 and granted
        and database = (select oid from pg_database where datname = current_database())
        and (committing is null or virtualtransaction = any (committing)));
    if committing = '{}' then return 'SETTLED'; end if;
    if clock_timestamp() > deadline then return 'UNSETTLED'; end if;
    perform pg_sleep(0.002);
  end loop;
end $$;

call run_as_owner(array['begin_moment()', 'moment_ends()', 'snapshot_at(timestamptz)', 'instant_settles(timestamptz, interval)']::regprocedure[]);
alter table moment enable row level security;

-- What is told. Where nothing is, there is no snapshot, and nothing is seen in it.
create function told_snapshot() returns pg_snapshot language sql stable parallel safe
return nullif(current_setting('xieshou.as_of', true), '')::pg_snapshot;

-- What a statement calls now is the instant that it looks back to: a request expires, and a day is over, as they did then.
create function public_past.now() returns timestamptz language sql stable parallel safe
return current_setting('xieshou.instant')::timestamptz;

-- The names in what is made here are looked up as a statement that looks back does it.
create function past_path() returns text language sql stable
return format('public_past, pg_catalog, %I', (select nspname from pg_namespace where oid = (select pronamespace from pg_proc where oid = 'run_as_owner(regprocedure[])'::regprocedure)));

-- The columns of a table, each after a prefix: all, or those that somebody writes.
create function columns_of(given regclass, prefix text default '', only_written boolean default false) returns text language sql stable as $$
  select string_agg(prefix || quote_ident(attname), ', ' order by attnum)
  from pg_attribute
  where attrelid = given and attnum > 0 and not attisdropped and (not only_written or attname <> 'since_moment' and attgenerated = '');
$$;

-- Who sees a row, as the table's policies say it; true where it has none.
create function seen_by_policies(given regclass) returns text language sql stable as $$
  select case when not relrowsecurity then 'true' else coalesce((
    select string_agg(format('(%s)', pg_get_expr(polqual, polrelid)), ' or ' order by polname)
    from pg_policy where polrelid = given and polpermissive and polcmd in ('r', '*')), 'false') end
  from pg_class where oid = given;
$$;

-- The versions that a table's rows had before.
create procedure keep_old_versions(given regclass) language plpgsql as $$
declare
  named text := (select relname from pg_class where oid = given);
  added record;
begin
  if not exists (select from pg_attribute where attrelid = given and attname = 'since_moment' and not attisdropped) then
    -- Of what was there before, nobody knows since when.
    execute format('alter table %s add column since_moment xid8 not null default ''0''', given);
    execute format('alter table %s alter column since_moment set default coalesce(nullif(current_setting(''xieshou.moment'', true), ''''), begin_moment())::xid8', given);
    execute format('create table past.%I (like %s)', named, given);
    execute format('alter table past.%I add column until_moment xid8 not null', named);
    execute format('alter table past.%I enable row level security', named);
  end if;
  for added in
    select attname, format_type(atttypid, atttypmod) as type from pg_attribute own
    where attrelid = given and attnum > 0 and not attisdropped and not exists (
      select from pg_attribute other
      where other.attrelid = format('past.%I', named)::regclass and other.attname = own.attname and not other.attisdropped)
  loop
    execute format('alter table past.%I add column %I %s', named, added.attname, added.type);
  end loop;
  execute format($function$
    create or replace function past.keep_%1$s() returns trigger language plpgsql security definer set search_path = %6$I, pg_temp as $body$
    begin
      if tg_op = 'UPDATE' and row(%4$s) is not distinct from row(%5$s) then
        new.since_moment := old.since_moment;
        return new;
      end if;
      if old.since_moment <> this_moment() then
        insert into past.%1$I (%2$s, until_moment) values (%3$s, this_moment());
      end if;
      if tg_op = 'DELETE' then return old; end if;
      new.since_moment := this_moment();
      return new;
    end $body$ $function$,
    named, columns_of(given), columns_of(given, 'old.'), columns_of(given, 'old.', true), columns_of(given, 'new.', true), current_schema());
  execute format('revoke execute on function past.keep_%s() from public', named);
  -- By its name the last: whatever else changes the row has done so.
  execute format('create or replace trigger zz_keeps_versions before update or delete on %s for each row execute function past.keep_%s()', given, named);
end $$;

-- The indexes of a table, for its old versions, which are found by the same ways. Nothing of them is unique.
create procedure index_old_versions(given regclass) language plpgsql as $$
declare
  named text := (select relname from pg_class where oid = given);
  wanted text;
begin
  for wanted in
    select regexp_replace(pg_get_indexdef(indexrelid), '^CREATE (UNIQUE )?INDEX (\S+) ON (ONLY )?\S+ ', format('create index if not exists %I on past.%I ', relname, named))
    from pg_index join pg_class on pg_class.oid = indexrelid
    where indrelid = given
  loop
    execute regexp_replace(wanted, ' NULLS NOT DISTINCT', '');
  end loop;
  execute format('create index if not exists %I on past.%I (until_moment)', named || '_until', named);
end $$;

-- The rows as they were. Whoever may see the table's rows sees them: the policies are asked of the row as it was, and of the rows that they lead to
-- as those were, while who asks, and what belongs to whom (the functions of the owner), are as they are now. A right that was lost is not had
-- again by looking back. The view asks them itself, because a row that is still as it was is read from the table, whose own policies ask about now.
-- What nearly every row meets is said by what is not null: of nothing else the planner expects it.
create procedure show_old_versions(given regclass) language plpgsql as $$
declare
  named text := (select relname from pg_class where oid = given);
  path text := current_setting('search_path');
  own text := current_schema();
  seen text := seen_by_policies(given);
  granted text;
begin
  perform set_config('search_path', past_path(), true);
  execute format($view$
    create or replace view public_past.%1$I as
    select %2$s
    from (
      select %3$s, '9223372036854775807'::xid8 as until_moment from %4$s
      union all
      select %3$s, until_moment from past.%1$I
    ) as %1$I
    where nullif(pg_visible_in_snapshot(%1$I.since_moment, (select told_snapshot())), false) is not null
      and %1$I.until_moment >= (select pg_snapshot_xmin(told_snapshot()))
      and nullif(pg_visible_in_snapshot(%1$I.until_moment, (select told_snapshot())), true) is not null
      and %5$s $view$,
    named, columns_of(given, format('%I.', named)), columns_of(given), format('%I.%I', own, named),
    -- Asked of each row, as a policy is, and not made a join of.
    case when seen = 'true' then 'true' else format('case when %s then true end is not null', seen) end);
  perform set_config('search_path', path, true);
  for granted in
    select attname from pg_attribute
    where attrelid = given and attnum > 0 and not attisdropped and has_column_privilege('xieshou_app', given, attnum, 'select')
  loop
    execute format('grant select (%I) on public_past.%I to xieshou_app', granted, named);
  end loop;
end $$;

-- Makes tables keep what their rows were. Called again after a migration that gives one of them a column, an index or a policy. The views are
-- made twice, because the policies of one may lead to another.
create procedure keep_versions(tables regclass[]) language plpgsql as $$
declare
  kept regclass;
begin
  foreach kept in array tables loop
    call keep_old_versions(kept);
    call index_old_versions(kept);
  end loop;
  for _ in 1 .. 2 loop
    foreach kept in array tables loop call show_old_versions(kept); end loop;
  end loop;
end $$;

-- Makes views over such tables, and functions that read them, look back where they are named by a statement that does.
create procedure look_back(views regclass[], functions regprocedure[]) language plpgsql as $$
declare
  path text := current_setting('search_path');
  made text;
  one regclass;
  called regprocedure;
  named text;
begin
  foreach one in array views loop
    made := pg_get_viewdef(one);
    named := (select relname from pg_class where oid = one);
    perform set_config('search_path', past_path(), true);
    execute format('create or replace view public_past.%I as %s', named, made);
    execute format('grant select on public_past.%I to xieshou_app', named);
    perform set_config('search_path', path, true);
  end loop;
  foreach called in array functions loop
    made := regexp_replace(
      regexp_replace(pg_get_functiondef(called), '^CREATE OR REPLACE FUNCTION [^.]+\.', 'create or replace function public_past.'),
      'SET search_path TO [^\n]+', 'set search_path = ' || past_path() || ', pg_temp');
    perform set_config('search_path', past_path(), true);
    execute made;
    perform set_config('search_path', path, true);
  end loop;
end $$;

-- What available money tells of rows that are not public moves with each of them, and so does the moment of the row.
create or replace function public_fund_has_changed() returns trigger language plpgsql as $$
declare
  untold constant text[] := array['live_balance_fen', 'since_moment'];
begin
  insert into public_change (scope)
  select 'FUND' where exists (
    select from new_rows join old_rows using (id) where to_jsonb(new_rows) - untold is distinct from to_jsonb(old_rows) - untold);
  return null;
end
$$;

call run_as_owner(array['public_fund_has_changed()']::regprocedure[]);

-- As before (025_whole_truth.sql), asking of the one fund, as the policies do since 040_merged_partner.sql.
create or replace function available_in_fund(given_id bigint) returns bigint language plpgsql stable as $$
begin
  return (select live_balance_fen from fund where id = given_id and (viewer_sees_all() or fund_is_viewers(id)));
end $$;

call run_as_owner(array['available_in_fund(bigint)']::regprocedure[]);

drop function viewer_funds();

-- As before (027_quicker_policies.sql), with the records that are merged: before the merging, rows name those.
create or replace function project_is_viewers(id bigint, lead_partner_id bigint) returns boolean language plpgsql stable as $$
begin
  return viewer_sees_all()
    or lead_partner_id = any (viewer_partners())
    or coalesce(viewer_partner(), viewer_place()) is not null and project_concerns_viewer(id);
end $$;

call keep_versions(array[
  'place', 'poor_county', 'partner', 'programme', 'programme_level', 'sector', 'people_channel', 'people_count', 'published_figure',
  'pairing', 'fund', 'project', 'project_place', 'project_pairing', 'project_hold', 'project_objection', 'project_acceptance',
  'contribution', 'contribution_part', 'contribution_set_place', 'contribution_line', 'contribution_match', 'matching_offer',
  'confirmation', 'confirmation_line', 'contribution_message', 'agreement', 'agreement_amendment', 'agreement_signature',
  'reporting_period', 'reporting_period_version', 'reporting_period_figure', 'correction_request',
  'audit_sample', 'audit_sample_row', 'audit_visit', 'finding', 'finding_answer', 'evidence', 'evidence_file', 'partner_merge',
  'report', 'report_round', 'report_figure', 'report_review'
]::regclass[]);

call look_back(
  array['contribution_place', 'contribution_sector', 'report_forecast']::regclass[],
  array[
    'is_viewers(place)', 'partner_family(bigint)', 'available_in_fund(bigint)', 'viewer_is_party(bigint)', 'viewer_sees_request(bigint)'
  ]::regprocedure[]);
-- The views that lead to these functions.
call keep_versions(array['confirmation', 'confirmation_line', 'contribution_message', 'correction_request']::regclass[]);

revoke execute on procedure keep_old_versions(regclass), index_old_versions(regclass), show_old_versions(regclass), keep_versions(regclass[]),
  look_back(regclass[], regprocedure[]) from public;
