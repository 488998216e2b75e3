-- What a key stood for before. The lock is taken first and each statement of such a function sees what was committed until it began,
-- so whoever waits here for another write with the same key finds that one's result.
create function earlier_write(of_organisation text, of_key text) returns setof idempotency_key language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(of_organisation || ' ' || of_key, 0));
  return query select * from idempotency_key where organisation = of_organisation and key = of_key;
end $$;
