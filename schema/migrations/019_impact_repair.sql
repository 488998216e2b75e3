-- What the rollups should hold, from the whole ledger, a piece at a time so that no piece outgrows memory. Stable: all pieces are
-- read as of the statement that asks, whatever is written meanwhile.
create function ledger_pieces() returns setof bigint[] language plpgsql stable as $$
declare
  piece constant bigint := 20000;
  first_id bigint;
begin
  for first_id in select generate_series(min(id), max(id), piece) from contribution loop
    return next array(select id from contribution given where id >= first_id and id < first_id + piece and is_in_totals(given));
  end loop;
end $$;

create function impact_money_ledger() returns setof impact_money language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare ids bigint[];
begin
  for ids in select ledger_pieces() loop return query select *, 0::bigint from impact_money_of(ids); end loop;
end $$;

create function impact_in_kind_ledger() returns setof impact_in_kind language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare ids bigint[];
begin
  for ids in select ledger_pieces() loop return query select *, 0::bigint from impact_in_kind_of(ids); end loop;
end $$;

create function impact_reach_ledger() returns setof impact_reach language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare ids bigint[];
begin
  for ids in select ledger_pieces() loop return query select *, 0::bigint from impact_reach_of(ids); end loop;
end $$;

-- What each rollup lacks of the ledger, or has too much: nothing, unless something went wrong.
create view impact_money_difference as
select scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme,
       sum(sign * net_fen)::bigint as net_fen, sum(sign * gross_fen)::bigint as gross_fen, sum(sign * rows)::bigint as rows
from (select 1 as sign, * from impact_money_ledger() union all select -1, * from impact_money) as side
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
having sum(sign * net_fen) <> 0 or sum(sign * gross_fen) <> 0 or sum(sign * rows) <> 0;

create view impact_in_kind_difference as
select scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit, sum(sign * quantity) as quantity,
       sum(sign * lines)::bigint as lines, sum(sign * valued_lines)::bigint as valued_lines, sum(sign * value_fen) as value_fen
from (select 1 as sign, * from impact_in_kind_ledger() union all select -1, * from impact_in_kind) as side
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
having sum(sign * quantity) <> 0 or sum(sign * lines) <> 0 or sum(sign * valued_lines) <> 0 or sum(sign * value_fen) <> 0;

create view impact_reach_difference as
select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, sum(sign * refs)::bigint as refs
from (select 1 as sign, * from impact_reach_ledger() union all select -1, * from impact_reach) as side
group by 1, 2, 3, 4, 5, 6, 7, 8, 9
having sum(sign * refs) <> 0;

create view impact_reach_count_difference as
select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year, sum(things)::bigint as things
from (
  select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, 1 as things,
         coalesce(lag(year) over (partition by scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id order by year), 0) as previous_year
  from impact_reach where pending_id = 0 and refs > 0
  union all
  select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, -things, previous_year from impact_reach_count
) as side
group by 1, 2, 3, 4, 5, 6, 7, 8, 9
having sum(things) <> 0;

-- Makes the rollups equal to the ledger, while writing goes on: what a write appends meanwhile is beside what is mended here.
-- In the order of the keys, because what is mended may be all of it and the index then grows at its end.
-- Gives how many keys were wrong.
create function impact_repair() returns bigint language plpgsql set work_mem = '128MB' as $$
declare
  mended bigint;
  mended_here bigint;
begin
  perform pg_advisory_xact_lock(hashtext('impact_fold'));

  insert into impact_money select *, 0 from impact_money_difference order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
  on conflict (scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme, pending_id) do update
  set net_fen = impact_money.net_fen + excluded.net_fen, gross_fen = impact_money.gross_fen + excluded.gross_fen,
      rows = impact_money.rows + excluded.rows;
  get diagnostics mended = row_count;

  insert into impact_in_kind select *, 0 from impact_in_kind_difference
  on conflict (scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit, pending_id) do update
  set quantity = impact_in_kind.quantity + excluded.quantity, lines = impact_in_kind.lines + excluded.lines,
      valued_lines = impact_in_kind.valued_lines + excluded.valued_lines, value_fen = impact_in_kind.value_fen + excluded.value_fen;
  get diagnostics mended_here = row_count;
  mended := mended + mended_here;

  insert into impact_reach select *, 0 from impact_reach_difference order by 1, 2, 3, 4, 5, 6, 7, 8, 9
  on conflict (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, pending_id) do update set refs = impact_reach.refs + excluded.refs;
  get diagnostics mended_here = row_count;
  mended := mended + mended_here;

  insert into impact_reach_count select * from impact_reach_count_difference
  on conflict (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year) do update
  set things = impact_reach_count.things + excluded.things;
  get diagnostics mended_here = row_count;
  mended := mended + mended_here;

  -- The public's figures were wrong until now, and answers that were kept with them are of no more use.
  if mended > 0 then insert into public_change (scope) values ('CONTRIBUTION'); end if;
  return mended;
end $$;

-- What was recorded before there were rollups.
select impact_repair();
