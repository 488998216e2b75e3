-- contract: needs 901 everywhere

-- The first version knew no labels, and made places without.
alter table place alter column label set not null;
