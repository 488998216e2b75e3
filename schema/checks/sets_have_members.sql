-- A contribution reported for a set of places has its members, and no other one has.
select contribution.id, place_mode, count(member.place_id) as members
from contribution left join contribution_set_place member on member.contribution_id = contribution.id
group by contribution.id
having (place_mode = 'SET') <> (count(member.place_id) > 0)
