-- expand

-- A project's shares are what its contributions are divided by.
create function project_is_whole() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  given project;
  own record;
begin
  if tg_table_name = 'project' then given := new; else select * into given from project where id = new.project_id; end if;
  select count(*) as places, count(share_parts) as shares, sum(share_parts) as parts, min(share_whole) as least, max(share_whole) as most,
         array_agg(place_id) as ids
  into own from project_place where project_id = given.id;
  if own.places > 0
     and (own.places = 1 or given.place_id is not distinct from place_around(own.ids))
     and (case when given.place_mode = 'SET' then own.shares = 0 else own.shares = own.places and own.parts = own.most and own.least = own.most end) then
    return null;
  end if;
  raise exception 'the places of project % are not its own, or their shares are of another sum', given.id
    using errcode = 'check_violation', constraint = 'project_is_whole';
end $$;

create constraint trigger project_is_whole after insert on project deferrable initially deferred for each row execute function project_is_whole();

call run_as_owner(array['project_is_whole()']::regprocedure[]);
