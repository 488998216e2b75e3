-- Names are searched by any substring, Chinese has no word breaks, and a search of two characters is the common one.
-- Trigram indexes need three, so names carry their one- and two-character grams, and a search must find all of its own.
-- Written in plpgsql because it is computed for every name that is stored, and a query inside SQL costs three times as much.
create function name_grams(name text) returns text[] language plpgsql immutable parallel safe as $$
declare
  characters text[] := string_to_array(translate(lower(normalize(name, nfc)), U&' \00a0\3000', ''), null);
begin
  return (
    select coalesce(array_agg(distinct gram collate "C"), '{}')
    from (
      select unnest(characters) as gram
      union all
      select first || second from unnest(characters, characters[2:]) as pair (first, second) where second is not null
    ) as cut
  );
end $$;

-- A name as it is searched: one case, no spaces. A search compares this after the index on the grams.
create function folded_name(name text) returns text
language sql immutable parallel safe
return translate(lower(normalize(name, nfc)), U&' \00a0\3000', '');
