-- Two thousand rows that waited are accepted, ten at a time, so that something came after the ledger was loaded.
do $$
declare
  ids bigint[];
begin
  create temp table chosen as
  select id, row_number() over (order by md5(id::text)) as nth from contribution where state = 'SUBMITTED' and form = 'CASH' order by nth limit 2000;
  commit;
  for turn in 0 .. 199 loop
    ids := array(select id from chosen where nth > turn * 10 and nth <= turn * 10 + 10);
    insert into confirmation (contribution_id, original_id, role, amount_fen, confirmed_on, synthetic)
    select id, original_id, 'PROGRAMME_OFFICE', amount_fen, occurred_on, true from contribution where id = any (ids);
    update contribution set state = 'CONFIRMED', confirmation_id = confirmation.id
    from confirmation where confirmation.contribution_id = contribution.id and contribution.id = any (ids);
    update contribution set state = 'ACCEPTED' where id = any (ids);
    commit;
  end loop;
  perform impact_fold();
end $$;
