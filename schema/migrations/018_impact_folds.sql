-- Joins what was appended to the rollups into one row for each key. One at a time folds; who finds another at it leaves it to that one.
-- Gives how many appended rows it took.
create function impact_fold() returns bigint language plpgsql as $$
declare
  taken_rows bigint := 0;
  taken_here bigint;
begin
  if not pg_try_advisory_xact_lock(hashtext('impact_fold')) then return 0; end if;

  with taken as (
    delete from impact_money where pending_id <> 0 returning *
  ), joined as (
    insert into impact_money
    select scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme, sum(net_fen)::bigint, sum(gross_fen)::bigint, sum(rows)::bigint, 0
    from taken group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    on conflict (scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme, pending_id) do update
    set net_fen = impact_money.net_fen + excluded.net_fen, gross_fen = impact_money.gross_fen + excluded.gross_fen,
        rows = impact_money.rows + excluded.rows
  )
  select count(*) into taken_rows from taken;

  with taken as (
    delete from impact_in_kind where pending_id <> 0 returning *
  ), joined as (
    insert into impact_in_kind
    select scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit, sum(quantity), sum(lines), sum(valued_lines), sum(value_fen), 0
    from taken group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    on conflict (scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit, pending_id) do update
    set quantity = impact_in_kind.quantity + excluded.quantity, lines = impact_in_kind.lines + excluded.lines,
        valued_lines = impact_in_kind.valued_lines + excluded.valued_lines, value_fen = impact_in_kind.value_fen + excluded.value_fen
  )
  select count(*) into taken_here from taken;
  taken_rows := taken_rows + taken_here;

  -- A thing that comes or goes in one year moves to other places in the counts by previous year, so its years are counted anew.
  with taken as (
    delete from impact_reach where pending_id <> 0 returning *
  ), change as (
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, sum(refs)::bigint as refs
    from taken group by 1, 2, 3, 4, 5, 6, 7, 8, 9
  ), touched as (
    select distinct scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id from change
  ), before as materialized (
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, refs
    from touched join impact_reach using (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id)
    where pending_id = 0
  ), after as (
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, sum(refs) as refs
    from (select * from before union all select * from change) as both_of_them group by 1, 2, 3, 4, 5, 6, 7, 8, 9
  ), step as (
    select -1 as sign, scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year,
           coalesce(lag(year) over (partition by scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id order by year), 0) as previous_year
    from before where refs > 0
    union all
    select 1, scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year,
           coalesce(lag(year) over (partition by scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id order by year), 0)
    from after where refs > 0
  ), counted as (
    insert into impact_reach_count
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year, sum(sign)
    from step group by 1, 2, 3, 4, 5, 6, 7, 8, 9 having sum(sign) <> 0
    on conflict (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year) do update
    set things = impact_reach_count.things + excluded.things
  ), joined as (
    insert into impact_reach
    select scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, refs, 0 from change where refs <> 0
    on conflict (scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year, pending_id) do update
    set refs = impact_reach.refs + excluded.refs
  )
  select count(*) into taken_here from taken;
  return taken_rows + taken_here;
end $$;
