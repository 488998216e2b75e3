-- By place alone, and by sector alone, an amount is split in proportion to the shares by largest remainder: each gets its
-- floor, and the fen that are left go to the largest remainders, of equal ones to the earlier.
with side as (
  select contribution_id, 'place' as over, place_id::text as member, min(ordinal) as ordinal,
         min(place_parts)::numeric as parts, min(place_whole)::numeric as whole, sum(amount_fen) as amount_fen
  from contribution_part group by contribution_id, place_id
  union all
  select contribution_id, 'sector', sector_code, min(ordinal), min(sector_parts), min(sector_whole), sum(amount_fen)
  from contribution_part group by contribution_id, sector_code
), exact as (
  select side.*, div(contribution.amount_fen * parts, whole) as floor_fen, mod(contribution.amount_fen * parts, whole) as remainder,
         contribution.amount_fen as whole_fen
  from side join contribution on contribution.id = side.contribution_id
  where contribution.amount_fen is not null
), ranked as (
  select exact.*, row_number() over (partition by contribution_id, over order by remainder desc, ordinal) as rank,
         whole_fen - sum(floor_fen) over (partition by contribution_id, over) as left_fen
  from exact
)
select contribution_id, over, member, amount_fen, floor_fen + (rank <= left_fen)::int as expected_fen
from ranked
where amount_fen <> floor_fen + (rank <= left_fen)::int
