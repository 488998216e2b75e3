-- The programme allows the partner's kind with the place's level.
select pairing.id, pairing.programme, partner.kind, place.level
from pairing
join partner on partner.id = pairing.partner_id
join place on place.id = pairing.place_id
where not exists (
  select from programme_level allowed
  where allowed.programme = pairing.programme and allowed.partner_kind = partner.kind and allowed.place_level = place.level)
