-- What the program does in the background and has not done yet, for whoever operates it. Of much only that it is much: counting ends at 10,000.
create function backlog() returns table (kind text, waiting bigint) language sql stable as $$
  select 'rollup', (select count(*) from (select from impact_money where pending_id <> 0 limit 10000) as few)
  union all
  select 'seal', (
    select count(*) from (
      select from history_entry entry, history_cursor where (entry.written_in, entry.id) > (history_cursor.written_in, history_cursor.entry_id) limit 10000) as few)
  union all
  select 'outbox', (select count(*) from (select from outbox_pending limit 10000) as few)
  union all
  -- Those whose time came more than a minute ago.
  select 'webhook', (select count(*) from (select from webhook where state = 'ACTIVE' and next_attempt_at < now() - interval '1 minute' limit 10000) as few);
$$;

call run_as_owner(array['backlog()']::regprocedure[]);
