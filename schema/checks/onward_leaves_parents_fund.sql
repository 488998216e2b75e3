-- Money moves on from the fund that it went to, as cash, keeping whose it is and how far it is.
select child.id, child.from_fund_id, parent.fund_id
from contribution child
left join contribution parent on parent.id = child.parent_id
where child.parent_id is not null
  and (child.from_fund_id, child.partner_id, child.stage, child.form) is distinct from (parent.fund_id, parent.partner_id, parent.stage, 'CASH')
   or child.parent_id is not null and child.through_id is distinct from parent.through_id
