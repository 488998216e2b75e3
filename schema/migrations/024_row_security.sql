-- Isolation beneath the program. It migrates as the owner and serves under the role xieshou_app, which owns nothing, deletes nothing
-- and sees of what partners own only what the viewer may see. Who asks is told to the database for one transaction at a time
-- (src/access/asked-by.ts); where nothing is told, the public asks. A policy says the same as the program's own predicate
-- (src/access/visibility.ts); test/access/policies.test.ts compares them row by row.
do $$
begin
  if not exists (select from pg_roles where rolname = 'xieshou_app') then
    begin
      create role xieshou_app nologin;
    exception when duplicate_object or unique_violation then
      -- another database of this server is migrated at the same moment
      null;
    end;
  end if;
  if not pg_has_role(current_user, 'xieshou_app', case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) then
    execute format('grant xieshou_app to %I', current_user);
  end if;
  execute format('grant usage on schema %I to xieshou_app', current_schema());
end $$;

-- Who asks.

create function viewer_role() returns text language sql stable parallel safe
return coalesce(nullif(current_setting('xieshou.role', true), ''), 'PUBLIC');

create function viewer_account() returns bigint language sql stable parallel safe
return nullif(current_setting('xieshou.account', true), '')::bigint;

-- The organisation that the viewer acts for, as recorded_for and acting_for name it; null for the public.
create function viewer_organisation() returns text language sql stable parallel safe
return nullif(current_setting('xieshou.organisation', true), '');

create function viewer_partner() returns bigint language sql stable parallel safe
return case when viewer_role() = 'PARTNER' then nullif(current_setting('xieshou.partner', true), '')::bigint end;

create function viewer_level() returns text language sql stable parallel safe
return case when viewer_role() = 'PLACE' then nullif(current_setting('xieshou.level', true), '') end;

create function viewer_place() returns bigint language sql stable parallel safe
return case when viewer_level() is not null then nullif(current_setting('xieshou.place', true), '')::bigint end;

-- The programme office, auditors and administrators see everything but drafts.
create function viewer_sees_all() returns boolean language sql stable parallel safe
return viewer_role() in ('PROGRAMME_OFFICE', 'AUDITOR', 'ADMINISTRATOR');

-- Whose drafts the viewer sees.
create function viewer_recorder() returns text language sql stable parallel safe
return case when coalesce(viewer_partner(), viewer_place()) is not null then viewer_organisation() end;

-- The place is the viewer's or lies in it.
create function is_viewers(own place) returns boolean language sql stable parallel safe as $$
  select viewer_place() = case viewer_level()
    when 'PROVINCE' then own.province_id when 'PREFECTURE' then own.prefecture_id when 'COUNTY' then own.county_id
    when 'TOWNSHIP' then own.township_id when 'VILLAGE' then own.village_id end;
$$;

-- The funds that the viewer holds.
create function viewer_funds() returns bigint[] language plpgsql stable as $$
begin
  if viewer_partner() is not null then return array(select id from fund where partner_id = viewer_partner()); end if;
  if viewer_place() is not null then return array(select fund.id from fund join place on place.id = fund.place_id where is_viewers(place)); end if;
  return '{}';
end $$;

-- What a row has to do with the viewer by way of its parts. They are looked up past their own policies, which ask for the row's.

create function contribution_concerns_viewer(given_id bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from contribution_part own join place on place.id = own.place_id where own.contribution_id = given_id and is_viewers(place))
    or exists (select from contribution_set_place own join place on place.id = own.place_id where own.contribution_id = given_id and is_viewers(place));
end $$;

create function project_concerns_viewer(given_id bigint) returns boolean language plpgsql stable as $$
begin
  if viewer_partner() is not null then
    return exists (select from project_pairing own join pairing on pairing.id = own.pairing_id
                   where own.project_id = given_id and pairing.partner_id = viewer_partner());
  end if;
  return exists (select from project_place own join place on place.id = own.place_id where own.project_id = given_id and is_viewers(place));
end $$;

-- Policies. What is public comes first, so that the public pays for nothing else. A subselect is asked once for a statement, and each
-- that is written costs a statement some microseconds to make ready, whether it is asked or not.

alter table contribution enable row level security;
create policy contribution_seen on contribution for select to xieshou_app using (
  state = 'ACCEPTED'
  or recorded_for = (select viewer_recorder())
  or state not in ('DRAFT', 'WITHDRAWN') and (
    (select viewer_sees_all())
    or (select viewer_partner()) in (partner_id, through_id)
    or (select viewer_funds()) && array[fund_id, from_fund_id]
    or (select viewer_place()) is not null and contribution_concerns_viewer(id)
  )
);
-- Nobody records in another's name; of a row that is recorded its recorder, places and the office change the state.
create policy contribution_recorded on contribution for insert to xieshou_app with check (recorded_for = (select viewer_organisation()));
create policy contribution_changed on contribution for update to xieshou_app
  using (recorded_for = (select viewer_recorder()) or (select viewer_role()) in ('PLACE', 'PROGRAMME_OFFICE'));

-- The parts of a row are seen with the row, and come with it: its id is the last that the connection has taken.
do $$
declare
  part text;
begin
  foreach part in array array['contribution_part', 'contribution_set_place', 'contribution_line'] loop
    execute format('alter table %I enable row level security', part);
    execute format('create policy %I on %I for select to xieshou_app using (exists (select from contribution where contribution.id = contribution_id))', part || '_seen', part);
    execute format('create policy %I on %I for insert to xieshou_app with check (contribution_id = currval(''contribution_id_seq''))', part || '_recorded', part);
  end loop;
end $$;

alter view contribution_place set (security_invoker = true);
alter view contribution_sector set (security_invoker = true);

alter table project enable row level security;
create policy project_seen on project for select to xieshou_app using (
  status not in ('PROPOSED', 'WITHDRAWN')
  or (select viewer_sees_all())
  or lead_partner_id = (select viewer_partner())
  or (select coalesce(viewer_partner(), viewer_place())) is not null and project_concerns_viewer(id)
);
create policy project_proposed on project for insert to xieshou_app with check (lead_partner_id = (select viewer_partner()));
-- Whoever sees a project may lock it; to change it is for its lead, places and the office.
create policy project_changed on project for update to xieshou_app using (true)
  with check (lead_partner_id = (select viewer_partner()) or (select viewer_role()) in ('PLACE', 'PROGRAMME_OFFICE'));

do $$
declare
  part text;
begin
  foreach part in array array['project_place', 'project_pairing'] loop
    execute format('alter table %I enable row level security', part);
    execute format('create policy %I on %I for select to xieshou_app using (exists (select from project where project.id = project_id))', part || '_seen', part);
    execute format('create policy %I on %I for insert to xieshou_app with check (exists (
      select from project where project.id = project_id and project.lead_partner_id = (select viewer_partner())))', part || '_proposed', part);
  end loop;
end $$;

-- Pairings and funds are public; who may write them is not everybody. What is available in a fund tells of rows that are not public,
-- so that column is not granted: available_in_fund() gives it to whom it concerns.
alter table pairing enable row level security;
create policy pairing_seen on pairing for select to xieshou_app using (true);
create policy pairing_agreed on pairing for insert to xieshou_app
  with check (partner_id = (select viewer_partner()) or (select viewer_role()) = 'PROGRAMME_OFFICE');
create policy pairing_changed on pairing for update to xieshou_app using (true)
  with check (partner_id = (select viewer_partner()) or (select viewer_role()) = 'PROGRAMME_OFFICE');

alter table fund enable row level security;
create policy fund_seen on fund for select to xieshou_app using (true);
create policy fund_opened on fund for insert to xieshou_app
  with check (partner_id = (select viewer_partner()) or (select viewer_role()) in ('PLACE', 'PROGRAMME_OFFICE'));

-- An organisation's own keys and history.
alter table idempotency_key enable row level security;
create policy idempotency_key_seen on idempotency_key for select to xieshou_app using (organisation = (select viewer_organisation()));
create policy idempotency_key_kept on idempotency_key for insert to xieshou_app with check (organisation = (select viewer_organisation()));

alter table history_entry enable row level security;
create policy history_entry_seen on history_entry for select to xieshou_app using (acting_for = (select viewer_organisation()));
-- Whoever comes in acts for nobody yet, and becomes an account by that.
create policy history_entry_recorded on history_entry for insert to xieshou_app
  with check (acting_for = coalesce((select viewer_organisation()), 'public')
    and (account_id is not distinct from (select viewer_account()) or (select viewer_account()) is null));

-- What the role may do, by table. Nothing is deleted, truncated, or defined.
grant select on place, poor_county, partner, programme, programme_level, sector, pairing, project, project_place, project_pairing,
  contribution, contribution_part, contribution_set_place, contribution_line, contribution_place, contribution_sector,
  people_channel, people_count, published_figure, impact_money, impact_in_kind, impact_reach, impact_reach_count,
  public_version, public_change, history_entry, idempotency_key to xieshou_app;
grant select (id, programme, name_zh, name_en, partner_id, place_id, opened_on, accepted_balance_fen, synthetic, recorded_at) on fund to xieshou_app;
grant insert on partner, pairing, project, project_place, project_pairing, contribution, contribution_part, contribution_set_place,
  contribution_line, history_entry, idempotency_key to xieshou_app;
grant insert (programme, name_zh, name_en, partner_id, place_id, opened_on, synthetic) on fund to xieshou_app;
grant update (state, return_reason, live) on contribution to xieshou_app;
grant update (name_zh, name_en, description, status, planned_start_on, planned_end_on, actual_start_on, actual_end_on, budget_fen, version)
  on project to xieshou_app;
grant update (ended_on, end_reason) on pairing to xieshou_app;
grant usage on sequence contribution_id_seq to xieshou_app;
