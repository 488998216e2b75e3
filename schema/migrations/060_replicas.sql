-- expand

-- Replicas answer what only reads, a moment behind the primary. Before one of them answers a viewer it has to have all that the viewer's account
-- has written, by whichever node, and all that anybody was told of by an event: an account that was told goes and reads.

-- The transaction that told last. Who tells waits for the one before, so a replica that has it has all that was told.
alter table outbox_cursor add column told_in xid8 not null default '0';

-- Which run of which server was the primary last. A replica that follows another one, which was lost with what only it had, has another row here.
create table serving_primary (
  only_row boolean primary key default true check (only_row),
  started_at timestamptz not null
);

insert into serving_primary (started_at) values (to_timestamp(0));

alter table serving_primary enable row level security;

-- A database as its replicas have it: the run of the server, and which of its databases.
create function primary_named(started_at timestamptz) returns text language sql stable as $$
  select extract(epoch from started_at) || ' ' || current_database();
$$;

-- How far the primary has written by now, and which it is.
create function primary_position() returns table (of_primary text, bytes text) language plpgsql as $$
begin
  update serving_primary set started_at = pg_postmaster_start_time() where started_at <> pg_postmaster_start_time();
  return query select primary_named(pg_postmaster_start_time()), (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::text;
end $$;

-- How far a replica has come, and with which primary; nothing of a server that is none.
create function replica_position() returns table (of_primary text, bytes text) language sql stable as $$
  select primary_named(started_at), (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::text from serving_primary where pg_is_in_recovery();
$$;

-- What a replica has to have before it answers this account: the primary that says so, and the transactions.
create function read_after(of_account bigint) returns text[] language sql stable as $$
  select array[
    primary_named(pg_postmaster_start_time()),
    -- What came with a dump was written in transactions of another server, whose numbers may be far ahead of this one's.
    coalesce((
      select written_in from history_entry where account_id = of_account and written_in < pg_snapshot_xmax(pg_current_snapshot())
      order by written_in desc limit 1), '0')::text,
    (select told_in from outbox_cursor)::text];
$$;

-- Fails on a replica that does not have them yet. Of what the account wrote, later transactions may have ended before earlier ones, so all up to
-- the last have to have ended.
create function expect_replayed(own_written_in xid8, any_told_in xid8) returns void language plpgsql stable as $$
begin
  if own_written_in >= pg_snapshot_xmin(pg_current_snapshot()) or any_told_in > (select told_in from outbox_cursor) then
    raise exception 'the replica has not come so far' using errcode = 'NR001';
  end if;
end $$;

call run_as_owner(array['primary_position()', 'replica_position()', 'read_after(bigint)', 'expect_replayed(xid8, xid8)']::regprocedure[]);
