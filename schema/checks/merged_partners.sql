-- A record that was merged is stood for by the one at the end of its chain, which lists it; nothing but the ledger hangs on it; and partners
-- have those above them as their heads.
with recursive upward (id, above_id) as (
  select id, merged_into_id from partner where merged_into_id is not null
  union all
  select upward.id, partner.merged_into_id from upward join partner on partner.id = upward.above_id where partner.merged_into_id is not null
), head (id, kind, ids) as (
  select id, kind, array[id] from partner where parent_id is null
  union all
  select child.id, child.kind, case when head.kind = 'CHAMBER_OF_COMMERCE' then array[child.id] else head.ids || child.id end
  from head join partner child on child.parent_id = head.id
)
select 'stood for by another' as what, partner.id from partner
where kept_id is distinct from (
  select above_id from upward join partner above on above.id = above_id where upward.id = partner.id and above.merged_into_id is null)
union all
select 'not listed', id from partner where merged_ids <> array(select merged.id from partner merged where merged.kept_id = partner.id order by 1)
union all
select 'not merged by anybody', id from partner
where merged_into_id is distinct from (select kept_id from partner_merge where merged_id = partner.id and undone_at is null)
union all
select 'holds ' || held.what, held.partner_id
from (
  select 'a pairing', partner_id from pairing union all select 'a project', lead_partner_id from project
  union all select 'a fund', partner_id from fund union all select 'a partner', parent_id from partner) as held (what, partner_id)
join partner on partner.id = held.partner_id
where partner.kept_id is not null
union all
select 'heads', partner.id from partner join head on head.id = partner.id where partner.head_ids <> head.ids
