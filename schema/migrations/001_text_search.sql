-- Names are searched by any substring, Chinese has no word breaks, and a search of two characters is the common one.
-- Trigram indexes need three, so names carry their one- and two-character grams, and a search must find all of its own.
create function name_grams(name text) returns text[]
language sql immutable parallel safe
return (
  select coalesce(array_agg(distinct gram), '{}')
  from (select replace(lower(normalize(name, nfc)), ' ', '') as folded) as text_to_cut,
       generate_series(1, length(folded)) as position,
       lateral (values (substr(folded, position, 1)), (substr(folded, position, 2))) as cut (gram)
);

-- A name as it is searched: one case, no spaces. A search compares this after the index on the grams.
create function folded_name(name text) returns text
language sql immutable parallel safe
return replace(lower(normalize(name, nfc)), ' ', '');
