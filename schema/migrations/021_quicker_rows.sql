-- What a load or a write does for each row, in a fraction of the time: a query for each name, code or parent costs more than the row.

-- A gram that comes twice in a name stands twice; the index holds it once.
create or replace function name_grams(name text) returns text[] language plpgsql immutable parallel safe as $$
declare
  characters text[] := string_to_array(translate(lower(normalize(name, nfc)), U&' \00a0\3000', ''), null);
  pairs text[] := characters[2:];
begin
  for nth in 1 .. cardinality(pairs) loop pairs[nth] := characters[nth] || pairs[nth]; end loop;
  return characters || pairs;
end $$;

-- The value of one character of a credit code, by GB 32100-2015.
create function credit_code_value(code text, ordinal int) returns int
language sql immutable parallel safe
return strpos('123456789ABCDEFGHJKLMNPQRTUWXY', substr(code, ordinal, 1));

-- The eighteenth character is 31 minus the weighted sum of the others modulo 31; the weights are the powers of 3 modulo 31.
create or replace function is_credit_code(code text) returns boolean
language sql immutable parallel safe
return code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$' and credit_code_value(code, 18) = mod(31 - mod(
  credit_code_value(code, 1) + 3 * credit_code_value(code, 2) + 9 * credit_code_value(code, 3) + 27 * credit_code_value(code, 4)
  + 19 * credit_code_value(code, 5) + 26 * credit_code_value(code, 6) + 16 * credit_code_value(code, 7) + 17 * credit_code_value(code, 8)
  + 20 * credit_code_value(code, 9) + 29 * credit_code_value(code, 10) + 25 * credit_code_value(code, 11) + 13 * credit_code_value(code, 12)
  + 8 * credit_code_value(code, 13) + 24 * credit_code_value(code, 14) + 10 * credit_code_value(code, 15) + 30 * credit_code_value(code, 16)
  + 28 * credit_code_value(code, 17), 31), 31);

-- Planned once, and never to read the whole table, however empty it was when the plan was made.
create or replace function partner_heads() returns trigger language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
  new.head_ids := array[new.id];
  if new.parent_id is not null then
    new.head_ids := array(select unnest(head_ids) from partner where id = new.parent_id and kind <> 'CHAMBER_OF_COMMERCE') || new.head_ids;
  end if;
  return new;
end $$;

-- Few contributions have lines, and the others add nothing here.
create or replace function impact_in_kind_ledger() returns setof impact_in_kind language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare ids bigint[];
begin
  for ids in select ledger_pieces() loop
    return query
    select *, 0::bigint
    from impact_in_kind_of(array(select distinct contribution_id from contribution_line where contribution_id = any (ids)));
  end loop;
end $$;

-- As before, and never to read all keys: a plan made while there were few is kept as long as the connection.
create or replace function earlier_write(of_organisation text, of_key text) returns setof idempotency_key
language plpgsql volatile set enable_seqscan = off as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(of_organisation || ' ' || of_key, 0));
  return query select * from idempotency_key where organisation = of_organisation and key = of_key;
end $$;
