-- What holds whoever writes: a recorded row is never deleted and its content never changes, only its state does,
-- and with it why it was sent back.
create function is_append_only() returns trigger language plpgsql as $$
begin
  -- the year is generated from the day, and before the update is done the new row does not have it yet
  if tg_op = 'UPDATE' and tg_table_name = 'contribution'
     and to_jsonb(new) - array['state', 'return_reason', 'live', 'year'] = to_jsonb(old) - array['state', 'return_reason', 'live', 'year'] then
    return new;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation', constraint = 'append_only';
end $$;

create trigger contribution_append_only before update or delete on contribution for each row execute function is_append_only();
create trigger contribution_part_append_only before update or delete on contribution_part for each row execute function is_append_only();
create trigger contribution_set_place_append_only before update or delete on contribution_set_place for each row execute function is_append_only();
create trigger contribution_line_append_only before update or delete on contribution_line for each row execute function is_append_only();

-- A fund's balance is the cash that went in less the cash that went out. One statement may flip a row and its correction
-- together, so what it moves is added up before the fund is touched and no balance dips in between.
create function fund_balance_follows() returns trigger language plpgsql as $$
begin
  update fund
  set live_balance_fen = live_balance_fen + moved.live_fen,
      accepted_balance_fen = accepted_balance_fen + moved.accepted_fen
  from (
    select side.fund_id, sum(side.sign * changed.live_fen) as live_fen, sum(side.sign * changed.accepted_fen) as accepted_fen
    from (
      select id, fund_id, from_fund_id, stage, form,
             amount_fen * live::int as live_fen, amount_fen * (live and state = 'ACCEPTED')::int as accepted_fen
      from new_rows
      union all
      select id, fund_id, from_fund_id, stage, form,
             -amount_fen * live::int, -amount_fen * (live and state = 'ACCEPTED')::int
      from old_rows
    ) as changed,
    lateral (values (changed.fund_id, 1), (changed.from_fund_id, -1)) as side (fund_id, sign)
    where changed.stage = 'DISBURSED' and changed.form = 'CASH' and side.fund_id is not null
    group by side.fund_id
  ) as moved
  where fund.id = moved.fund_id and (moved.live_fen <> 0 or moved.accepted_fen <> 0);
  return null;
end $$;

create function fund_balance_begins() returns trigger language plpgsql as $$
begin
  update fund
  set live_balance_fen = live_balance_fen + moved.live_fen,
      accepted_balance_fen = accepted_balance_fen + moved.accepted_fen
  from (
    select side.fund_id, sum(side.sign * amount_fen) as live_fen,
           coalesce(sum(side.sign * amount_fen) filter (where state = 'ACCEPTED'), 0) as accepted_fen
    from new_rows, lateral (values (new_rows.fund_id, 1), (new_rows.from_fund_id, -1)) as side (fund_id, sign)
    where live and stage = 'DISBURSED' and form = 'CASH' and side.fund_id is not null
    group by side.fund_id
  ) as moved
  where fund.id = moved.fund_id;
  return null;
end $$;

create trigger fund_balance_follows after update on contribution
referencing old table as old_rows new table as new_rows for each statement execute function fund_balance_follows();
create trigger fund_balance_begins after insert on contribution
referencing new table as new_rows for each statement execute function fund_balance_begins();
