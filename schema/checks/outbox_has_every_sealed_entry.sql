-- The outbox has no gap, and every entry of the history that was sealed since there is one, up to its cursor, exactly once.
select 'is not told' as what, seal.entry_id as id
from history_seal seal, outbox_cursor cursor
where seal.position > cursor.begun_behind and seal.position <= cursor.sealed and seal.entry_id not in (select entry_id from outbox where entry_id is not null)
union all
select 'is told and not sealed', entry_id
from outbox where entry_id is not null and entry_id not in (select entry_id from history_seal)
union all
select 'has a gap before it', position
from (select position, lag(position, 1, 0::bigint) over (order by position) as before from outbox) as told where position <> before + 1
union all
select 'is not where the outbox ends', position
from outbox_cursor where position <> (select coalesce(max(position), 0) from outbox);
