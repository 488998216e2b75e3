-- What the peers need of the database beyond the tables: they have no rollups, and add up the ledger as their users would.
drop schema if exists peer cascade;
create schema peer;

create type peer.class_money as (year integer, flow_class text, stage text, net_fen bigint, gross_fen bigint);
create type peer.county_figures as (net_fen bigint, projects bigint, partners bigint);

-- Gross counts a row in its own year. Net counts in the year in which the money was given, less what moved on.
create function peer.partner_breakdown(giver partner) returns setof peer.class_money
language sql stable as $$
  select year, flow_class, stage, sum(net)::bigint, sum(gross)::bigint
  from (
    select case side.is_gross when true then given.year else coalesce(origin.year, given.year) end as year, given.flow_class, given.stage,
           case when side.is_gross then 0 else given.amount_fen - coalesce((
             select sum(child.amount_fen) from contribution child
             where child.parent_id = given.original_id and child.live and child.state = 'ACCEPTED'), 0) end as net,
           case when side.is_gross then given.amount_fen else 0 end as gross
    from contribution given
    left join contribution origin on origin.id = given.ancestor_ids[1]
    cross join (values (true), (false)) as side (is_gross)
    where given.live and given.state = 'ACCEPTED' and given.form = 'CASH'
      and (given.partner_id in (select partner_family(giver.id)) or given.through_id = giver.id)
  ) as entry
  group by year, flow_class, stage
  order by year, flow_class, stage
$$;

create function peer.place_figures(area place, from_year integer default null) returns peer.county_figures
language sql stable as $$
  select (sum(amount) filter (where given_year >= coalesce(from_year, 0) and is_money))::bigint,
         count(distinct project_id) filter (where year >= coalesce(from_year, 0)),
         count(distinct partner_id) filter (where year >= coalesce(from_year, 0))
  from (
    select coalesce(origin.year, given.year) as given_year, given.year, given.project_id, given.partner_id,
           given.form = 'CASH' and given.stage = 'DISBURSED' and given.flow_class in ('FISCAL', 'DONATION') as is_money,
           part.amount_fen - coalesce((
             select sum(child.amount_fen) from contribution child
             where child.parent_id = given.original_id and child.live and child.state = 'ACCEPTED'), 0) as amount
    from place within
    join contribution_part part on part.place_id = within.id
    join contribution given on given.id = part.contribution_id
    left join contribution origin on origin.id = given.ancestor_ids[1]
    where within.county_id = area.id and given.live and given.state = 'ACCEPTED'
  ) as entry
$$;

-- The home page: money by class, and how many projects and partners.
create type peer.people_range as (unit text, low bigint, high bigint);
create type peer.counts as (projects bigint, partners bigint);

create function peer.all_money() returns setof peer.class_money
language sql stable as $$
  select null::integer, given.flow_class, given.stage,
         sum(given.amount_fen - coalesce((
           select sum(child.amount_fen) from contribution child
           where child.parent_id = given.original_id and child.live and child.state = 'ACCEPTED'), 0))::bigint,
         sum(given.amount_fen)::bigint
  from contribution given
  where given.live and given.state = 'ACCEPTED' and given.form = 'CASH'
  group by given.flow_class, given.stage
  order by given.flow_class, given.stage
$$;

create function peer.all_counts() returns peer.counts
language sql stable as $$
  select count(distinct project_id), count(distinct partner_id) from contribution where live and state = 'ACCEPTED'
$$;

create function peer.all_people() returns setof peer.people_range
language sql stable as $$
  select unit, max(people)::bigint, sum(people)::bigint
  from (select unit, channel, sum(people) as people from people_count group by unit, channel) as channel
  group by unit order by unit
$$;

create function peer.viewer_partner(token text) returns partner
language sql stable security definer as $$
  select partner.* from access_token
  join account on account.id = access_token.account_id and deactivated_at is null
  join membership on membership.account_id = account.id and ended_at is null
  join partner on partner.id = membership.partner_id
  where hash = sha256(convert_to(token, 'UTF8')) and expires_at > now() and revoked_at is null
$$;

create function peer.search_villages(search text) returns setof place
language sql stable as $$
  select * from place
  where level = 'VILLAGE' and replaced_by_id is null
    and (replace(name_zh, ' ', '') ilike '%' || replace(search, ' ', '') || '%' or replace(name_en, ' ', '') ilike '%' || replace(search, ' ', '') || '%')
  order by code, id
$$;

create function peer.waiting(token text) returns setof contribution
language sql stable security definer as $$
  select * from contribution
  where state = 'SUBMITTED' and exists (
    select from access_token
    join account on account.id = access_token.account_id and deactivated_at is null
    join membership on membership.account_id = account.id and ended_at is null
    where hash = sha256(convert_to(token, 'UTF8')) and expires_at > now() and revoked_at is null and role = 'PROGRAMME_OFFICE')
  order by id desc
$$;

create function peer.search_partners(search text) returns setof partner
language sql stable as $$
  select * from partner
  where replace(name_zh, ' ', '') ilike '%' || search || '%' or replace(name_en, ' ', '') ilike '%' || search || '%'
  order by name_zh, id
$$;

create function peer.log_contribution(token text, key text, project_id bigint, amount numeric, given_on date) returns contribution
language plpgsql volatile security definer as $$
declare
  viewer record;
  project project;
  new_id bigint := nextval('contribution_id_seq');
  logged contribution;
begin
  select account.id, membership.partner_id, 'partner:' || membership.partner_id as organisation into strict viewer
  from access_token
  join account on account.id = access_token.account_id and deactivated_at is null
  join membership on membership.account_id = account.id and ended_at is null
  where hash = sha256(convert_to(token, 'UTF8')) and expires_at > now() and revoked_at is null;
  select * into strict project from project own where own.id = log_contribution.project_id;
  insert into contribution (id, original_id, partner_id, programme, pairing_id, project_id, flow_class, stage, form, amount_fen, occurred_on,
    place_mode, state, live, synthetic, recorded_for)
  values (new_id, new_id, viewer.partner_id, project.programme, (
      select pairing.id from project_pairing own join pairing on pairing.id = own.pairing_id
      where own.project_id = project.id and pairing.partner_id = viewer.partner_id and during @> given_on order by pairing.id limit 1),
    project.id, 'DONATION', 'DISBURSED', 'CASH', amount * 100, given_on, 'SHARED', 'SUBMITTED', true, project.synthetic, viewer.organisation)
  returning * into logged;
  insert into contribution_part (contribution_id, ordinal, place_id, sector_code, amount_fen, place_parts, place_whole)
  select new_id, ordinal, place_id, project.sector_code, logged.amount_fen * share_parts / share_whole, share_parts, share_whole
  from project_place own where own.project_id = project.id;
  insert into history_entry (account_id, acting_for, request_id, action, subject_type, subject_id, change)
  values (viewer.id, viewer.organisation, gen_random_uuid(), 'logContribution', 'Contribution', new_id,
    jsonb_build_object('project', project.id, 'flowClass', 'DONATION', 'amount', amount, 'occurredOn', given_on, 'state', 'SUBMITTED'));
  insert into idempotency_key (organisation, key, fingerprint, subject_id)
  values (viewer.organisation, key, sha256(convert_to(concat(project.id, amount, given_on), 'UTF8')), new_id);
  return logged;
end $$;

-- Who sees what: the public, what is accepted. The platform asks by a role of its own, with policies of its own. What belongs to a row is
-- shown to the peer whole, which saves it the look at the row.
do $$ begin
  if not exists (select from pg_roles where rolname = 'peer_public') then create role peer_public; end if;
end $$;
grant usage on schema public, peer to peer_public;
grant select on all tables in schema public to peer_public;
alter table contribution enable row level security;
alter table project enable row level security;
do $$
declare
  part text;
begin
  foreach part in array array['contribution_part', 'contribution_set_place', 'contribution_line', 'project_place', 'project_pairing', 'pairing', 'fund'] loop
    execute format('drop policy if exists peer_whole on %I', part);
    execute format('create policy peer_whole on %I for select to peer_public using (true)', part);
  end loop;
end $$;
drop policy if exists peer_accepted on contribution;
drop policy if exists peer_approved on project;
create policy peer_accepted on contribution for select to peer_public using (state = 'ACCEPTED');
create policy peer_approved on project for select to peer_public using (status not in ('PROPOSED', 'WITHDRAWN'));
