-- What counts was handed in or accepted.
select id, state from contribution where live and state not in ('SUBMITTED', 'CONFIRMED', 'DISPUTED', 'ACCEPTED')
