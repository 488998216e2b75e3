-- The same partner, place and programme never have two pairings on one day.
select first.id, second.id as other_id
from pairing first
join pairing second using (partner_id, place_id, programme)
where first.id < second.id and first.during && second.during
