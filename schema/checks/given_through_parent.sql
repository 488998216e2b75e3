-- A gift goes through the parent of its partner.
select contribution.id, contribution.partner_id, contribution.through_id, partner.parent_id
from contribution join partner on partner.id = contribution.partner_id
where contribution.through_id is not null and contribution.through_id is distinct from partner.parent_id
