-- A contribution's pairing is one of its project's, and that of money in a fund is one of its giver's under the fund's programme.
select contribution.id, contribution.pairing_id, contribution.project_id
from contribution
join pairing on pairing.id = contribution.pairing_id
where case when contribution.project_id is null
  then (pairing.partner_id, pairing.programme) is distinct from (contribution.partner_id, contribution.programme)
  else not exists (select from project_pairing own where own.project_id = contribution.project_id and own.pairing_id = pairing.id)
end
