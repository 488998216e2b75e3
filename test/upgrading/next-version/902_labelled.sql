-- expand, outside of a transaction

do $$ begin
  alter table project add column if not exists label text;
  call keep_versions(array['project']::regclass[]);
end $$;
do $$ begin
  alter table place add column if not exists label text;
  call keep_versions(array['place']::regclass[]);
end $$;

-- in batches
update place set label = name_zh where id in (select id from place where label is null limit 500) returning id;

create index concurrently contribution_label on contribution (label, id);
create index concurrently place_label on place (label);
