-- expand

-- How long the oldest of what the program does in the background has been waiting, for whoever operates it: of little, too, that it stays.
create function backlog_ages() returns table (kind text, seconds double precision) language sql stable as $$
  select kind, greatest(0, extract(epoch from clock_timestamp() - since)::double precision)
  from (
    select 'seal' as kind, (
      select recorded_at from history_entry entry, history_cursor
      where (entry.written_in, entry.id) > (history_cursor.written_in, history_cursor.entry_id)
      order by entry.written_in, entry.id limit 1) as since
    union all
    select 'outbox', least(
      (select at from outbox_pending order by id limit 1),
      (select entry.recorded_at from history_seal seal join history_entry entry on entry.id = seal.entry_id
       where seal.position > (select sealed from outbox_cursor) order by seal.position limit 1))
    union all
    select 'webhook', (select min(next_attempt_at) from webhook where state = 'ACTIVE' and next_attempt_at < now())
  ) as oldest
  where since is not null;
$$;

call run_as_owner(array['backlog_ages()']::regprocedure[]);
