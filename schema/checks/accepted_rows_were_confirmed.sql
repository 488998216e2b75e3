-- What is accepted was confirmed, but for what was recorded before there were confirmations; and a confirmation stands for nothing else than
-- what is confirmed, disputed or accepted.
select id, state, confirmation_id from contribution
where (state = 'ACCEPTED' and not precedes_confirmations or state in ('CONFIRMED', 'DISPUTED')) and confirmation_id is null
  or state not in ('CONFIRMED', 'DISPUTED', 'ACCEPTED') and confirmation_id is not null
