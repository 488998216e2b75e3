-- expand

-- A valued line is worth what it says. As in 054, the rows that are there are not read for it.
alter table contribution_line add constraint contribution_line_value check (value_fen is not distinct from round(quantity * unit_value_fen)) not valid;
