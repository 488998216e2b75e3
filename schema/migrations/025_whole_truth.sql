-- What has to know the whole ledger, whoever asks. These functions run as the owner, past the policies of 024_row_security.sql, and
-- are narrow: triggers that keep figures, locks, and for the rules of a write sums, days, states and yes or no. None hands out a row.

-- Locks. Funds are locked before rows and in the order of their ids, so that two writes never wait for each other. Without the key: a row
-- that only refers to what is locked goes in beside it, and a stream of such rows does not keep the lock from being had.
create function lock_funds(ids bigint[]) returns void language plpgsql as $$
begin
  perform 1 from fund where id = any (ids) order by id for no key update;
end $$;

-- What a change to a contribution depends on: the funds that its money is in, its pairing, and the row with its corrections. What the
-- next statement reads is as the last writer left it.
create function lock_chain(given_id bigint) returns void language plpgsql as $$
declare
  given contribution;
begin
  select * into given from contribution where id = given_id;
  if not found then return; end if;
  perform lock_funds(array[given.fund_id, given.from_fund_id]);
  perform 1 from pairing where id = given.pairing_id for share;
  perform 1 from contribution where original_id = given.original_id order by id for no key update;
end $$;

-- Money that moved on from a chain of corrections, by its first row: what counts of it, without that of another chain where one is named.
create function moved_on_fen(from_original bigint, but_original bigint default null) returns bigint language plpgsql stable as $$
begin
  return coalesce((
    select sum(amount_fen) from contribution child
    where child.parent_id = from_original and child.live and child.original_id is distinct from but_original), 0);
end $$;

create function onward_classes(from_original bigint) returns text[] language plpgsql stable as $$
begin
  return array(select distinct flow_class from contribution child where child.parent_id = from_original and child.live order by 1);
end $$;

create function onward_first_on(from_original bigint) returns date language plpgsql stable as $$
begin
  return (select min(occurred_on) from contribution child where child.parent_id = from_original and child.live);
end $$;

-- The class of something that moved on and is not of this class and stage.
create function onward_other_class(from_original bigint, own_class text, own_stage text) returns text language plpgsql stable as $$
begin
  return (
    select min(flow_class) from contribution child
    where child.parent_id = from_original and child.live and (child.flow_class, child.stage) is distinct from (own_class, own_stage));
end $$;

-- The row of a chain that counts.
create function counting_row(of_original bigint) returns bigint language plpgsql stable as $$
begin
  return (select id from contribution where original_id = of_original and live);
end $$;

-- The state of a row's correction; one that was withdrawn is none.
create function correction_state(of_row bigint) returns text language plpgsql stable as $$
begin
  return (select state from contribution where corrects_id = of_row and state <> 'WITHDRAWN');
end $$;

-- Of the row that a correction corrects: its state, its amount, and whether something that moved on would not fit it.
create function corrected_row(correction bigint, out state text, out amount_fen bigint, out differs boolean) language plpgsql stable as $$
begin
  select corrected.state, corrected.amount_fen,
         onward_other_class(corrected.original_id, corrected.flow_class, corrected.stage) is not null
           or coalesce(onward_first_on(corrected.original_id) < corrected.occurred_on, false)
  into state, amount_fen, differs
  from contribution given join contribution corrected on corrected.id = given.corrects_id
  where given.id = correction;
end $$;

-- Of the row that counts of what a contribution moves on: its state, how much of it is left for this one, and whether this one has
-- another class or stage, or an earlier day.
create function source_of(given_id bigint, out state text, out remaining_fen bigint, out differs boolean, out precedes boolean)
language plpgsql stable as $$
begin
  select source.state, source.amount_fen - moved_on_fen(given.parent_id, given.original_id),
         (source.flow_class, source.stage) is distinct from (given.flow_class, given.stage), given.occurred_on < source.occurred_on
  into state, remaining_fen, differs, precedes
  from contribution given join contribution source on source.original_id = given.parent_id and source.live
  where given.id = given_id;
end $$;

-- All places of a contribution, and of the one that it corrects, lie in the place.
create function lies_wholly_in(given_id bigint, in_place bigint) returns boolean language plpgsql stable as $$
begin
  return exists (select from contribution_place where contribution_id = given_id) and not exists (
    select from contribution given
    join contribution_place part on part.contribution_id in (given.id, given.corrects_id)
    join place on place.id = part.place_id
    where given.id = given_id
      and (in_place in (place.province_id, place.prefecture_id, place.county_id, place.township_id, place.village_id)) is not true);
end $$;

create function project_status(given_id bigint) returns text language plpgsql stable as $$
begin
  return (select status from project where id = given_id);
end $$;

-- One of the project's pairings is in force on the day; null where it has none.
create function project_is_paired(given_id bigint, on_day date) returns boolean language plpgsql stable as $$
begin
  return (select bool_or(during @> on_day) from project_pairing join pairing on pairing.id = pairing_id where project_id = given_id);
end $$;

-- The last day of what counts under a pairing, or may yet: what an accepted correction replaced never counts again.
create function last_contribution_on(under_pairing bigint) returns date language plpgsql stable as $$
begin
  return (
    select max(occurred_on) from contribution
    where pairing_id = under_pairing
      and (live or state = 'SUBMITTED' and not exists (
        select from contribution later
        where later.original_id = contribution.original_id and later.id > contribution.id and later.state = 'ACCEPTED')));
end $$;

-- What is left in a fund, with what the counting row of a chain took from it put back.
create function fund_balance_without(given_id bigint, without_original bigint) returns bigint language plpgsql stable as $$
begin
  return (select live_balance_fen from fund where id = given_id) + coalesce((
    select amount_fen from contribution own where own.original_id = without_original and own.live and own.stage = 'DISBURSED'), 0);
end $$;

-- What is available in a fund, for whoever holds it, the office, auditors and administrators; null for others.
create function available_in_fund(given_id bigint) returns bigint language plpgsql stable as $$
begin
  return (select live_balance_fen from fund where id = given_id and (viewer_sees_all() or id = any (viewer_funds())));
end $$;

-- Adds the changes of what the public sees to the counts, so that a look-up of the version stays short. One process at a time does it.
-- The number of the lock is "fold" in ASCII.
create function fold_public_changes() returns void language sql as $$
  with alone as materialized (select pg_try_advisory_xact_lock(x'666f6c64'::int) as mine),
  folded as (delete from public_change using alone where mine returning scope),
  counts as (select scope, count(*) as changes from folded group by scope)
  update public_version set folded = folded + changes from counts where counts.scope = public_version.scope;
$$;

-- Lets functions see every row, and the program call them. In them names are looked up in this schema, and last among what a session makes
-- for itself, whatever the caller's path is.
create procedure run_as_owner(functions regprocedure[]) language plpgsql as $$
declare
  of_owner regprocedure;
begin
  foreach of_owner in array functions loop
    execute format('alter function %s security definer set search_path = %I, pg_temp', of_owner, current_schema());
    execute format('revoke execute on function %s from public', of_owner);
    execute format('grant execute on function %s to xieshou_app', of_owner);
  end loop;
end $$;

revoke execute on procedure run_as_owner(regprocedure[]) from public;

call run_as_owner(array[
  'contribution_concerns_viewer(bigint)', 'project_concerns_viewer(bigint)', 'lock_funds(bigint[])', 'lock_chain(bigint)',
  'moved_on_fen(bigint, bigint)', 'onward_classes(bigint)', 'onward_first_on(bigint)', 'onward_other_class(bigint, text, text)',
  'counting_row(bigint)', 'correction_state(bigint)', 'corrected_row(bigint)', 'source_of(bigint)', 'lies_wholly_in(bigint, bigint)',
  'project_status(bigint)', 'project_is_paired(bigint, date)', 'last_contribution_on(bigint)', 'fund_balance_without(bigint, bigint)',
  'available_in_fund(bigint)', 'fold_public_changes()', 'impact_fold()',
  'fund_balance_follows()', 'fund_balance_begins()', 'impact_follows()', 'public_has_changed()', 'public_fund_has_changed()',
  'public_contribution_has_changed()', 'public_contribution_was_updated()', 'public_part_has_changed()']::regprocedure[]);
