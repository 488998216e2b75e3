-- What is sealed has the places from 1 on without a gap, each an entry that is there; a head has the hash of its place, and the cursor
-- stands at the last one. Whether the hashes are right, npm run xieshou -- history verify says.
select 'gap' as what, position from (select position, lag(position, 1, 0::bigint) over (order by position) as before from history_seal) as place
where position <> before + 1
union all
select 'entry', position from history_seal where not exists (select from history_entry where history_entry.id = entry_id)
union all
select 'head', head.position from history_head head left join history_seal seal on seal.position = head.position where seal.hash is distinct from head.hash
union all
select 'cursor', sealed from history_cursor where sealed <> (select coalesce(max(position), 0) from history_seal)
