-- No fund is below zero, with all that counts or with what is accepted alone.
select id, live_balance_fen, accepted_balance_fen from fund where live_balance_fen < 0 or accepted_balance_fen < 0
