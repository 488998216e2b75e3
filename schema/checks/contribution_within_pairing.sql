-- A contribution that counts, or may yet, was given while its pairing was in force. What an accepted correction replaced
-- never counts again.
select contribution.id, occurred_on, pairing_id, started_on, ended_on
from contribution join pairing on pairing.id = contribution.pairing_id
where not during @> occurred_on
  and (live or state in ('SUBMITTED', 'CONFIRMED', 'DISPUTED') and not exists (
    select from contribution later
    where later.original_id = contribution.original_id and later.id > contribution.id and later.state = 'ACCEPTED'))
