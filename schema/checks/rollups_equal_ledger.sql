-- The rollups of impact hold what the ledger adds up to, folded and not folded together, their counts what is folded, and what is kept of how the
-- counts changed agrees with what is kept of the things.
select 'impact_money' as rollup, concat_ws(' ', scope_kind, scope_id, by_kind, is_cash, by_id, by_code, year, flow_class, stage, programme) as key
from impact_money_difference
union all
select 'impact_in_kind', concat_ws(' ', scope_kind, scope_id, by_kind, by_id, by_code, programme, year, flow_class, form, staff_role, unit)
from impact_in_kind_difference
union all
select 'impact_reach', concat_ws(' ', scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, thing_id, year) from impact_reach_difference
union all
select 'impact_reach_count', concat_ws(' ', scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year)
from impact_reach_count_difference
union all
select 'past.impact_reach_count', concat_ws(' ', scope_kind, scope_id, programme, by_kind, by_id, by_code, thing, year, previous_year, since_moment)
from impact_reach_past_difference
