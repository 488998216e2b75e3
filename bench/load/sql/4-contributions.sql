-- The rows from one number to another. Everything about a gift is drawn for its slot, so that a correction and money that moves
-- on agree with the row before them. Amounts are whole yuan, from 100 to a million, and shares are hundredths: parts are exact.
with drawn as (
  select entry.*, first.id as first_id, project.programme, project.pairing_id, project.partner_id as lead_id, project.county_id, worth.valued_fen,
         round(100 * power(10, 4 * bench.draw(entry.slot, 41)))::bigint as yuan,
         bench.draw(entry.slot, 42) as class_draw, bench.draw(entry.slot, 43) as stage_draw, bench.draw(entry.slot, 44) as state_draw,
         case when bench.draw(entry.slot, 45) < 0.4 then child_ids[1 + bench.pick(entry.slot, 46, cardinality(child_ids))] end as child_id
  from bench.entry
  join bench.project on project.id = entry.project_id
  left join bench.first on entry.role in ('RIGHT', 'ONWARD') and first.slot = entry.slot
  left join bench.worth on worth.id = entry.id
  left join bench.family on family.parent_id = project.partner_id
  where entry.id between :from and :to
)
insert into contribution (id, original_id, corrects_id, correction_reason, partner_id, through_id, programme, pairing_id, fund_id, project_id,
  parent_id, from_fund_id, ancestor_ids, flow_class, stage, form, amount_fen, valued_fen, occurred_on, place_mode, state, live, synthetic,
  recorded_at, recorded_for, precedes_confirmations)
select drawn.id, case when role = 'RIGHT' then first_id else drawn.id end, case when role = 'RIGHT' then first_id end,
       case when role = 'RIGHT' then '示例：金额录入有误，按凭证更正' end, coalesce(child_id, lead_id),
       case when child_id is not null and bench.draw(slot, 47) < 0.05 then lead_id end, drawn.programme,
       case when role <> 'INTO' then pairing_id end, case when role = 'INTO' then fund.id end, case when role <> 'INTO' then project_id end,
       case when role = 'ONWARD' then first_id end, case when role = 'ONWARD' then fund.id end,
       case when role = 'ONWARD' then array[first_id] else '{}' end,
       case drawn.programme
         when 'EAST_WEST' then case when class_draw < 0.55 then 'FISCAL' when class_draw < 0.75 then 'DONATION' when class_draw < 0.95 then 'INVESTMENT' else 'PURCHASE' end
         when 'TEN_THOUSAND_ENTERPRISES' then case when class_draw < 0.6 then 'DONATION' when class_draw < 0.9 then 'INVESTMENT' else 'PURCHASE' end
         when 'DEPARTMENT_HOOKUP' then case when class_draw < 0.5 then 'FISCAL' when class_draw < 0.8 then 'DONATION' when class_draw < 0.9 then 'LOAN' else 'UNSPECIFIED' end
         else case when class_draw < 0.5 then 'FISCAL' else 'UNSPECIFIED' end end,
       case when role <> 'PLAIN' or stage_draw < 0.84 then 'DISBURSED' when stage_draw < 0.93 then 'COMMITTED' else 'PLEDGED' end, form,
       case when form = 'CASH' then 100 * case role when 'WRONG' then (yuan * 9 + 9) / 10 when 'INTO' then yuan * 5 / 4 else yuan end end,
       valued_fen, occurred_on, 'SHARED', state.name, role <> 'WRONG' and state.name <> 'DRAFT', true,
       (recorded_on + time '09:00') at time zone '+08', case
         when role = 'ONWARD' then 'place:' || county_id
         else 'partner:' || case when child_id is not null and bench.draw(slot, 47) >= 0.05 then child_id else lead_id end end,
       state.name = 'ACCEPTED'
from drawn
cross join lateral (select case when role <> 'PLAIN' or state_draw < 0.946 then 'ACCEPTED' when state_draw < 0.989 then 'SUBMITTED' else 'DRAFT' end as name) as state
left join fund on role in ('INTO', 'ONWARD') and fund.programme = drawn.programme and fund.place_id = county_id
order by drawn.id;
