-- Cash is above zero and below 10^15 fen; only a row that takes another back is zero. Help in kind has no amount.
select id, form, amount_fen, voids
from contribution
where (form = 'CASH') <> (amount_fen is not null)
  or amount_fen >= 1000000000000000
  or (voids and amount_fen <> 0)
  or (not voids and amount_fen <= 0)
