-- A contribution's pairing is one of its project's, and is its giver's, or that of the giver's parent or of the chamber it
-- gives through. That of money in a fund is its giver's under the fund's programme.
select contribution.id, contribution.pairing_id, contribution.project_id
from contribution
join pairing on pairing.id = contribution.pairing_id
join partner on partner.id = contribution.partner_id
where case when contribution.project_id is null
  then (pairing.partner_id, pairing.programme) is distinct from (contribution.partner_id, contribution.programme)
  else not exists (select from project_pairing own where own.project_id = contribution.project_id and own.pairing_id = pairing.id)
    or not coalesce(pairing.partner_id = contribution.partner_id, false)
      and not coalesce(pairing.partner_id in (contribution.through_id, partner.parent_id), false)
end
