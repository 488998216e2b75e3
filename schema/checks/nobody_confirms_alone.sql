-- Nobody confirms what its own organisation recorded, and no account accepts what it confirmed. The acceptance of a
-- correction stands in the history of the row that it replaces as well, which whoever accepts it may have confirmed.
select 'confirmed' as step, given.id, said.account_id from confirmation said join contribution given on given.id = said.contribution_id
where given.recorded_for = coalesce('partner:' || said.partner_id, 'place:' || said.place_id, lower(said.role))
union all
select 'accepted', given.id, said.account_id
from contribution given
join confirmation said on said.id = given.confirmation_id
join history_entry entry on entry.subject_type = 'Contribution' and entry.subject_id = given.id and entry.action = 'acceptContribution'
  and entry.change ->> 'state' = 'ACCEPTED'
where given.state = 'ACCEPTED' and entry.account_id = said.account_id
