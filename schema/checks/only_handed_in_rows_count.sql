-- What counts was submitted or accepted.
select id, state from contribution where live and state not in ('SUBMITTED', 'ACCEPTED')
