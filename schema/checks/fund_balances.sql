-- What went into a fund in cash less what went out is its balance: with all that counts, and with what is accepted alone.
select fund.id, fund.live_balance_fen, moved.live_fen, fund.accepted_balance_fen, moved.accepted_fen
from fund
cross join lateral (
  select coalesce(sum(amount), 0) as live_fen, coalesce(sum(amount) filter (where state = 'ACCEPTED'), 0) as accepted_fen
  from (
    select amount_fen as amount, state from contribution where fund_id = fund.id and live and form = 'CASH' and stage = 'DISBURSED'
    union all
    select -amount_fen, state from contribution where from_fund_id = fund.id and live and form = 'CASH' and stage = 'DISBURSED'
  ) as side
) as moved
where (fund.live_balance_fen, fund.accepted_balance_fen) is distinct from (moved.live_fen, moved.accepted_fen)
