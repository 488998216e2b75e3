-- A handed-in row that does not count was replaced by a correction, or is one that waits to replace an accepted row.
select id, state
from contribution
where not live
  and (state = 'ACCEPTED' and not exists (select from contribution newer where newer.corrects_id = contribution.id and newer.state = 'ACCEPTED')
    or state in ('SUBMITTED', 'CONFIRMED', 'DISPUTED')
      and not exists (select from contribution newer where newer.corrects_id = contribution.id and newer.state in ('SUBMITTED', 'CONFIRMED', 'DISPUTED', 'ACCEPTED'))
      and not exists (select from contribution older where older.id = contribution.corrects_id and older.state = 'ACCEPTED' and older.live))
