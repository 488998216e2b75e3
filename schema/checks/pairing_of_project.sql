-- A contribution's pairing is one of its project's, and is its giver's, or that of the giver's parent or of the chamber it
-- gives through. That of money in a fund is its giver's under the fund's programme. Of a record that was merged, it is that of the partner
-- which stands for it. What was withdrawn hangs on nothing any more.
select contribution.id, contribution.pairing_id, contribution.project_id
from contribution
join pairing on pairing.id = contribution.pairing_id
join partner on partner.id = contribution.partner_id
left join partner through on through.id = contribution.through_id
cross join lateral (select coalesce(partner.kept_id, partner.id) as giver_id, coalesce(through.kept_id, through.id) as through_id) as kept
where contribution.state <> 'WITHDRAWN' and case when contribution.project_id is null
  then (pairing.partner_id, pairing.programme) is distinct from (kept.giver_id, contribution.programme)
  else not exists (select from project_pairing own where own.project_id = contribution.project_id and own.pairing_id = pairing.id)
    or not coalesce(pairing.partner_id = kept.giver_id, false)
      and not coalesce(pairing.partner_id in (kept.through_id, partner.parent_id), false)
end
