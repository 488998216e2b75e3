-- A row is confirmed, or accepted, where the receiving side has the same figure, and disputed where it has another one.
with figures as (
  select given.id, given.state, given.form, given.amount_fen, said.amount_fen as confirmed_fen, exists (
      select from (
        select item, unit, quantity from contribution_line where contribution_id = given.id
        union all
        select item, unit, -quantity from confirmation_line where confirmation_id = said.id) as line
      group by item, unit having sum(quantity) <> 0) as other_lines
  from contribution given join confirmation said on said.id = given.confirmation_id
)
select id, state, amount_fen, confirmed_fen, other_lines from figures
where (state = 'DISPUTED') <> case form when 'CASH' then amount_fen is distinct from confirmed_fen else other_lines end
