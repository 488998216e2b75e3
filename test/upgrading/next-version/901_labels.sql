-- expand

-- A table that every request reads or writes.
alter table contribution add column label text not null default '';
call keep_versions(array['contribution']::regclass[]);

create table label (
  id bigint generated always as identity primary key,
  contribution_id bigint not null references contribution,
  name text not null
);
grant select, insert on label to xieshou_app;

-- With every write, and the same to whoever calls it.
create or replace function earlier_write(of_organisation text, of_key text) returns setof idempotency_key
language plpgsql volatile set enable_seqscan = off as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(of_organisation || ' ' || of_key, 0));
  return query select earlier.* from idempotency_key earlier where organisation = of_organisation and key = of_key;
end $$;
