-- expand, outside of a transaction

-- in batches
update place set label = name_zh where id in (select id from place where label is null limit 500) returning id;

create index concurrently contribution_label on contribution (label, id);
create index concurrently place_label on place (label);
