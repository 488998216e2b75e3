-- A valued line is worth its quantity times its unit value, rounded half up to the fen, and says what the valuation rests on.
select contribution_id, ordinal, quantity, unit_value_fen, value_fen, valuation_basis
from contribution_line
where value_fen is distinct from round(quantity * unit_value_fen) or (unit_value_fen is null) <> (valuation_basis is null)
