-- The part at one place for one sector is within two fen of the amount times both shares.
select part.contribution_id, part.ordinal, part.amount_fen,
       contribution.amount_fen::numeric * place_parts * sector_parts / (place_whole::numeric * sector_whole) as exact_fen
from contribution_part part
join contribution on contribution.id = part.contribution_id
where abs(part.amount_fen - contribution.amount_fen::numeric * place_parts * sector_parts / (place_whole::numeric * sector_whole)) > 2
