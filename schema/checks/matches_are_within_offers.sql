-- What matches a gift is new cash for the same project or fund at the same stage, and matches nothing that matches something itself; and
-- nothing above the cap is given under an offer.
select tie.original_id, 'is of another kind' as what
from contribution_match tie
join matching_offer offer on offer.id = tie.offer_id
join contribution own on own.original_id = tie.original_id
join contribution gift on gift.id = tie.matched_id
where own.form <> 'CASH' or gift.form <> 'CASH' or own.parent_id is not null or gift.parent_id is not null or own.stage <> gift.stage
  or (own.project_id, own.fund_id) is distinct from (gift.project_id, gift.fund_id)
  or (own.project_id, own.fund_id) is distinct from (offer.project_id, offer.fund_id)
union all
select tie.original_id, 'is no first row'
from contribution_match tie join contribution own on own.id in (tie.original_id, tie.matched_id) where own.original_id <> own.id
union all
select tie.original_id, 'matches what matches' from contribution_match tie join contribution_match other on other.original_id = tie.matched_id
union all
select offer.id, 'gives above its cap'
from matching_offer offer
join contribution_match tie on tie.offer_id = offer.id
join contribution given on given.original_id = tie.original_id and given.live
group by offer.id having sum(given.amount_fen) > offer.cap_fen
