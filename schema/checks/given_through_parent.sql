-- A gift goes through the parent of its partner, or through a record that was merged into that.
select contribution.id, contribution.partner_id, contribution.through_id, partner.parent_id
from contribution join partner on partner.id = contribution.partner_id join partner through on through.id = contribution.through_id
where coalesce(through.kept_id, through.id) is distinct from partner.parent_id
