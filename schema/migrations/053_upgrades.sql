-- expand

-- While it is upgraded, several versions of the program serve this database side by side. Each process that serves is here, with the number
-- of the newest migration that it knows, for as long as it has last been allowed to: a process that has not been heard of since sends
-- nothing more without asking first (src/upgrading/standing.ts). Time is the database's.
create table serving_process (
  id uuid primary key,
  migration integer not null,
  version text not null,
  host text not null,
  pid integer not null,
  began_at timestamptz not null default clock_timestamp(),
  until timestamptz not null
);

-- The oldest version that may serve, by the newest migration that it knows. A migration that takes away what older ones need raises it.
create table serving_floor (
  is_only boolean primary key default true constraint serving_floor_one_row check (is_only),
  migration integer not null
);

insert into serving_floor (migration) values (0);

-- Lets a process serve from now on for so many seconds; false where it is too old for this database. Whoever raises the floor meanwhile is
-- waited for, and waits for this, so that none of the two can miss the other.
create function serve(of_process uuid, of_migration integer, of_version text, of_host text, of_pid integer, seconds integer)
returns boolean language plpgsql as $$
begin
  perform from serving_floor where migration <= of_migration for share;
  if not found then return false; end if;
  update serving_process set until = clock_timestamp() + make_interval(secs => seconds) where id = of_process;
  if not found then
    insert into serving_process (id, migration, version, host, pid, until)
    values (of_process, of_migration, of_version, of_host, of_pid, clock_timestamp() + make_interval(secs => seconds));
    -- Those that were killed could not take their leave.
    delete from serving_process where until < clock_timestamp() - interval '1 day';
  end if;
  return true;
end $$;

create function stop_serving(of_process uuid) returns void language sql as $$
  delete from serving_process where id = of_process;
$$;

-- Begins a migration that takes something away: from here on only processes serve that know this one. Refused while others do.
create function raise_serving_floor(to_migration integer) returns void language plpgsql as $$
begin
  update serving_floor set migration = greatest(migration, to_migration);
  if exists (select from serving_process where migration < to_migration and until > clock_timestamp()) then
    raise exception 'Processes of older versions serve' using errcode = 'XS001';
  end if;
  delete from serving_process where migration < to_migration;
end $$;

revoke execute on function raise_serving_floor(integer) from public;

call run_as_owner(array['serve(uuid, integer, text, text, integer, integer)', 'stop_serving(uuid)']::regprocedure[]);
