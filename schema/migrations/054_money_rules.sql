-- expand

-- The money rules, whoever writes and by whatever statement. The program looks at each of them before it writes (src/contribution), and says
-- all that are broken at once; here they hold beneath it, so that no statement under the program's role breaks one either, alone or at the
-- same moment as another. A fund's balance is held by 006 and 009, that one row of a chain counts by 008, that rows are appended by 009.

-- When a row was recorded is for the database to say, and a row begins as it begins: the role names neither.
do $$
declare
  given text;
begin
  foreach given in array array['pairing', 'project', 'project_place', 'project_pairing', 'contribution', 'contribution_part', 'contribution_set_place',
                               'contribution_line', 'contribution_match', 'confirmation', 'confirmation_line', 'contribution_message', 'idempotency_key'] loop
    execute format('revoke insert on %I from xieshou_app', given);
    execute format('grant insert (%s) on %I to xieshou_app', (
      select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
      where attrelid = given::regclass and attnum > 0 and not attisdropped and attgenerated = ''
        and attname not in ('recorded_at', 'since_moment', 'precedes_confirmations', 'confirmation_id', 'return_reason')), given);
  end loop;
  grant insert (confirmation_id) on confirmation_line to xieshou_app;
end $$;

-- A row that takes another back has nothing in it. The rows that are there are not read for it (schema/checks looks at them): a large ledger
-- would be locked for as long.
alter table contribution add constraint contribution_voids
  check (not voids or coalesce(amount_fen, 0) = 0 and coalesce(valued_fen, 0) = 0) not valid;

-- The smallest place that holds all of these; null where none does.
create function place_around(ids bigint[]) returns bigint language sql stable as $$
  select case
    when count(distinct village_id) = 1 and count(village_id) = count(*) then min(village_id)
    when count(distinct township_id) = 1 and count(township_id) = count(*) then min(township_id)
    when count(distinct county_id) = 1 and count(county_id) = count(*) then min(county_id)
    when count(distinct prefecture_id) = 1 and count(prefecture_id) = count(*) then min(prefecture_id)
    when count(distinct province_id) = 1 then min(province_id) end
  from place where id = any (ids);
$$;

-- Each of these functions finds few rows among many by their index, also while a connection has known its table empty, and so do those that it
-- calls: `set enable_seqscan = off`.

-- Shares. A row has its parts, numbered from nothing on; they are its places with its sectors, their shares sum to the whole, and their amounts
-- to the row's, by largest remainder on either side. What is reported for a set has its members, and counts at the place around them.

-- Why the parts of a row are not it; null where they are.
create function parts_fault(given contribution) returns text language plpgsql stable as $$
declare
  own record;
begin
  select count(*) as parts, count(amount_fen) as amounts, sum(amount_fen) as amount_fen, min(ordinal) as first, max(ordinal) as last,
         bool_and(place_parts = place_whole and sector_parts = sector_whole) as whole
  into own from contribution_part where contribution_id = given.id;
  if own.parts = 0 or own.first <> 0 or own.last <> own.parts - 1 then return 'has not all of its parts'; end if;
  if own.amount_fen is distinct from given.amount_fen or own.amounts <> (case when given.amount_fen is null then 0 else own.parts end) then
    return 'has parts of another sum';
  end if;
  if own.parts = 1 then return case when not own.whole then 'has shares of another sum' end; end if;
  return several_parts_fault(given);
end $$;

create function several_parts_fault(given contribution) returns text language plpgsql stable as $$
begin
  if (select count(*) <> count(distinct coalesce(place_id, 0)) * count(distinct coalesce(sector_code, ''))
        or count(*) <> count(distinct (coalesce(place_id, 0), coalesce(sector_code, '')))
      from contribution_part where contribution_id = given.id) then
    return 'has not each place with each sector';
  end if;
  if exists (
    with side as (
      select distinct 'place' as over, place_id::text as member, place_parts as parts, place_whole as whole from contribution_part where contribution_id = given.id
      union all
      select distinct 'sector', sector_code, sector_parts, sector_whole from contribution_part where contribution_id = given.id
    ) select from side group by over having sum(parts) <> max(whole) or min(whole) <> max(whole)) then
    return 'has shares of another sum';
  end if;
  if given.amount_fen is not null and exists (
    with side as (
      select 'place' as over, min(ordinal) as ordinal, min(place_parts)::numeric as parts, min(place_whole)::numeric as whole, sum(amount_fen) as amount_fen
      from contribution_part where contribution_id = given.id group by place_id
      union all
      select 'sector', min(ordinal), min(sector_parts)::numeric, min(sector_whole)::numeric, sum(amount_fen)
      from contribution_part where contribution_id = given.id group by sector_code
    ), ranked as (
      select amount_fen, div(given.amount_fen * parts, whole) as floor_fen,
             row_number() over (partition by over order by mod(given.amount_fen * parts, whole) desc, ordinal) as rank,
             given.amount_fen - sum(div(given.amount_fen * parts, whole)) over (partition by over) as left_fen
      from side
    ) select from ranked where amount_fen <> floor_fen + (rank <= left_fen)::int) then
    return 'has parts that do not follow their shares';
  end if;
  if exists (
    select from contribution_part
    where contribution_id = given.id
      and abs(amount_fen - given.amount_fen::numeric * place_parts * sector_parts / (place_whole::numeric * sector_whole)) > 2) then
    return 'has parts that do not follow both shares';
  end if;
  return null;
end $$;

-- Why a row is not what it says it is: of its programme, with its parts, its set, its lines; null where it is.
create function contribution_fault(given contribution) returns text language plpgsql stable as $$
declare
  fault text := parts_fault(given);
begin
  if fault is not null then return fault; end if;
  if given.programme is distinct from coalesce(
    (select programme from project where id = given.project_id), (select programme from fund where id = given.fund_id)) then
    return 'is of another programme';
  end if;
  if given.place_mode <> 'SET' then
    if exists (select from contribution_set_place where contribution_id = given.id) then return 'has members of no set'; end if;
  elsif (select place_id from contribution_part where contribution_id = given.id and ordinal = 0)
     is distinct from place_around(array(select place_id from contribution_set_place where contribution_id = given.id)) then
    return 'does not count at the place around its set';
  end if;
  return lines_fault(given);
end $$;

create function lines_fault(given contribution) returns text language plpgsql stable as $$
begin
  if given.form = 'CASH' then
    return case when given.valued_fen is not null or exists (select from contribution_line where contribution_id = given.id) then 'is cash and has lines' end;
  end if;
  return (
    select case when given.voids then case when count(*) > 0 then 'takes back and has lines' end
                when count(*) = 0 then 'has no lines'
                when given.valued_fen is distinct from sum(value_fen) then 'has lines of another worth' end
    from contribution_line where contribution_id = given.id);
end $$;

-- It is looked at when the transaction ends, or whenever somebody has it looked at. What belongs to a row comes by the row's own statement (036).
create function contribution_is_whole() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  fault text := contribution_fault(new);
begin
  if fault is null then return null; end if;
  raise exception 'contribution % %', new.id, fault using errcode = 'check_violation', constraint = 'contribution_is_whole';
end $$;

create constraint trigger contribution_is_whole after insert on contribution deferrable initially deferred
  for each row execute function contribution_is_whole();

-- Onward. A row that corrects another belongs to its chain, and one that moves money on comes from a row that was there before it: so no money
-- moves in a circle.
create function contribution_has_origin() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  origin contribution;
begin
  if new.corrects_id is not null then
    select * into origin from contribution where id = new.corrects_id;
    if origin.id is null or origin.id >= new.id
       or (new.original_id, new.partner_id, new.through_id, new.programme, new.project_id, new.fund_id, new.parent_id, new.stage, new.form)
         is distinct from (origin.original_id, origin.partner_id, origin.through_id, origin.programme, origin.project_id, origin.fund_id, origin.parent_id,
           origin.stage, origin.form) then
      raise exception 'a correction is of the chain of what it corrects' using errcode = 'check_violation', constraint = 'correction_in_chain';
    end if;
  end if;
  if new.parent_id is not null then
    select * into origin from contribution where id = new.parent_id;
    if origin.id is null or origin.original_id <> origin.id
       or (new.ancestor_ids, new.from_fund_id, new.partner_id, new.through_id, new.programme, new.stage, new.form)
         is distinct from (origin.ancestor_ids || origin.id, origin.fund_id, origin.partner_id, origin.through_id, origin.programme, origin.stage, 'CASH') then
      raise exception 'money moves on as it came, from the fund that it came to' using errcode = 'check_violation', constraint = 'onward_from_source';
    end if;
  end if;
  return new;
end $$;

create trigger contribution_has_origin before insert on contribution for each row
  when (new.corrects_id is not null or new.parent_id is not null) execute function contribution_has_origin();

-- What is summed here is summed after a lock, and one who goes on seeing what it saw at first would not see what it has waited for.
create function assert_reads_committed() returns void language plpgsql as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'money moves by a transaction that reads what is committed' using errcode = 'restrict_violation', constraint = 'reads_committed';
  end if;
end $$;

-- Of the money of a chain no more counts further on than counts of it, accepted of accepted, and what counts further on is of its class and not
-- of an earlier day.
create function assert_onward_within(chain bigint) returns void language plpgsql as $$
declare
  onward record;
  source contribution;
begin
  select sum(amount_fen) as fen, sum(amount_fen) filter (where state = 'ACCEPTED') as accepted_fen,
         min(flow_class) as least_class, max(flow_class) as most_class, min(occurred_on) as first_on
  into onward from contribution where parent_id = chain and live and not voids;
  if onward.fen is null then return; end if;
  select * into source from contribution where original_id = chain and live;
  if onward.fen > coalesce(source.amount_fen, 0) then
    raise exception 'more would have moved on than there is' using errcode = 'check_violation', constraint = 'onward_within_source';
  end if;
  if onward.accepted_fen > (case when source.state = 'ACCEPTED' then source.amount_fen else 0 end) then
    raise exception 'what has moved on is accepted, and what it comes from is not' using errcode = 'check_violation', constraint = 'onward_accepted_source';
  end if;
  if source.id is not null
     and (onward.least_class <> source.flow_class or onward.most_class <> source.flow_class or onward.first_on < source.occurred_on) then
    raise exception 'what has moved on is of another class or an earlier day' using errcode = 'check_violation', constraint = 'onward_agrees';
  end if;
end $$;

-- Whoever moves money of a fund has the fund to itself, as in the program (025).
create function onward_within_source() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  perform assert_reads_committed();
  perform lock_funds(array[new.fund_id, new.from_fund_id]);
  if new.parent_id is not null then perform assert_onward_within(new.parent_id); end if;
  if new.fund_id is not null then perform assert_onward_within(new.original_id); end if;
  return null;
end $$;

create trigger contribution_onward_begins after insert on contribution for each row
  when (new.live and (new.parent_id is not null or new.corrects_id is not null and new.fund_id is not null)) execute function onward_within_source();
create trigger contribution_onward_follows after update of state, live on contribution for each row
  when ((new.parent_id is not null or new.fund_id is not null) and (new.state, new.live) is distinct from (old.state, old.live))
  execute function onward_within_source();

-- What is accepted stays accepted, and what was withdrawn does not come back. A row that was handed in stops counting only for its correction.
create function contribution_state_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'what is % stays so', old.state using errcode = 'restrict_violation', constraint = 'append_only';
end $$;

create trigger contribution_state_is_final before update of state on contribution for each row
  when (old.state in ('ACCEPTED', 'WITHDRAWN') and new.state <> old.state) execute function contribution_state_is_final();

create function contribution_counts() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  -- Two who change rows of one chain take turns.
  perform 1 from contribution where original_id = new.original_id order by id for no key update;
  if exists (
    select from contribution own
    where own.original_id = new.original_id and not own.live
      and (own.state = 'ACCEPTED' and not exists (select from contribution newer where newer.corrects_id = own.id and newer.state = 'ACCEPTED')
        or own.state in ('SUBMITTED', 'CONFIRMED', 'DISPUTED')
          and not exists (
            select from contribution newer
            where newer.corrects_id = own.id and newer.state in ('SUBMITTED', 'CONFIRMED', 'DISPUTED', 'ACCEPTED'))
          and not exists (select from contribution older where older.id = own.corrects_id and older.state = 'ACCEPTED' and older.live))) then
    raise exception 'what was handed in counts, or its correction does' using errcode = 'check_violation', constraint = 'contribution_counts';
  end if;
  return null;
end $$;

create constraint trigger contribution_begins_to_count after insert on contribution deferrable initially deferred for each row
  when (not new.live and new.state <> 'DRAFT') execute function contribution_counts();
create constraint trigger contribution_counts after update of state, live on contribution deferrable initially deferred for each row
  when (not new.live and new.state <> 'DRAFT' and (new.state, new.live) is distinct from (old.state, old.live)) execute function contribution_counts();

call run_as_owner(array['contribution_is_whole()', 'contribution_has_origin()', 'onward_within_source()', 'contribution_counts()']::regprocedure[]);

-- As before, and by those who read what is committed alone.
create or replace function matches_within_offer() returns trigger language plpgsql as $$
declare
  tie contribution_match;
  offer matching_offer;
begin
  select * into tie from contribution_match where original_id = new.original_id;
  if not found then return null; end if;
  perform assert_reads_committed();
  select * into offer from matching_offer where id = tie.offer_id for no key update;
  if matched_fen(offer.id, null) > offer.cap_fen then
    raise exception 'above the cap of the offer' using errcode = 'check_violation', constraint = 'match_within_cap';
  end if;
  if matched_fen_of(offer.id, tie.matched_id, null)
     > coalesce((select trunc(offer.per_yuan * amount_fen) from contribution where original_id = tie.matched_id and live), 0) then
    raise exception 'above what the offer gives for the gift' using errcode = 'check_violation', constraint = 'match_within_ratio';
  end if;
  return null;
end $$;

call run_as_owner(array['matches_within_offer()']::regprocedure[]);
