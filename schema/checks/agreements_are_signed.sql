-- What is or was in force was signed by both sides and, unless it is an example, by two accounts, what is a draft not yet by both, and
-- amendments are numbered without a gap.
with signed as (
  select agreement_id, amendment_id, count(distinct side) as sides, count(distinct account_id) as accounts, bool_and(synthetic) as is_example
  from agreement_signature group by agreement_id, amendment_id
), paper as (
  select 'agreement' as what, id, id as agreement_id, null::bigint as amendment_id, state from agreement
  union all
  select 'amendment', id, agreement_id, id, state from agreement_amendment
)
select what, paper.id, state, coalesce(sides, 0)::text as found
from paper left join signed on signed.agreement_id = paper.agreement_id and signed.amendment_id is not distinct from paper.amendment_id
where (state in ('IN_FORCE', 'SUSPENDED', 'ENDED')) <> (coalesce(sides, 0) = 2 and (accounts = 2 or is_example))
union all
select 'numbers', agreement_id, null, string_agg(number::text, ' ' order by number)
from agreement_amendment where state <> 'WITHDRAWN'
group by agreement_id having max(number) <> count(*) or min(number) <> 1
