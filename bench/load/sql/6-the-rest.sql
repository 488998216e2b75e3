insert into contribution_line (contribution_id, ordinal, item, quantity, unit, staff_role, unit_value_fen, valuation_basis, value_fen)
select id, ordinal, item, quantity, unit, case when form = 'STAFF' then 'POSTED_CADRE' end, unit_value_fen,
       case when unit_value_fen is not null then '示例估价' end, round(quantity * unit_value_fen)
from bench.line
order by id, ordinal;

-- What the ledger's triggers would have kept.
update fund
set live_balance_fen = moved.fen, accepted_balance_fen = moved.fen
from (
  select side.fund_id, sum(side.sign * amount_fen) as fen
  from contribution, lateral (values (fund_id, 1), (from_fund_id, -1)) as side (fund_id, sign)
  where live and stage = 'DISBURSED' and form = 'CASH' and side.fund_id is not null
  group by side.fund_id
) as moved
where fund.id = moved.fund_id;

select setval(pg_get_serial_sequence('project', 'id'), max(id)) from project;
select setval(pg_get_serial_sequence('contribution', 'id'), max(id)) from contribution;
drop schema bench cascade;
