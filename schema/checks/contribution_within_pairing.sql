-- A contribution that counts, or waits to, was given while its pairing was in force.
select contribution.id, occurred_on, pairing_id, started_on, ended_on
from contribution join pairing on pairing.id = contribution.pairing_id
where (live or state in ('SUBMITTED', 'ACCEPTED')) and not during @> occurred_on
