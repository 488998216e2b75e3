-- A contribution's pairing is one of its project's, and a contribution to a project under pairings has one.
select contribution.id, contribution.pairing_id, contribution.project_id
from contribution
where contribution.pairing_id is not null
    and not exists (select from project_pairing own where own.project_id = contribution.project_id and own.pairing_id = contribution.pairing_id)
  or contribution.pairing_id is null
    and exists (select from project_pairing own where own.project_id = contribution.project_id)
