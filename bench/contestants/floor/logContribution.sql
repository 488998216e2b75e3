-- The same rows that the platform writes, in one statement, which is one transaction.
with viewer as (
  select account.id, membership.partner_id, 'partner:' || membership.partner_id as organisation
  from access_token
  join account on account.id = access_token.account_id and deactivated_at is null
  join membership on membership.account_id = account.id and ended_at is null
  where hash = $1 and expires_at > now() and revoked_at is null
), facts as (
  select nextval('contribution_id_seq') as id, viewer.id as account_id, viewer.partner_id, viewer.organisation, project.id as project_id,
         project.programme, project.sector_code, project.synthetic, own.pairing_id
  from viewer
  join project on project.id = $3::bigint
  join lateral (
    select pairing.id as pairing_id
    from project_pairing join pairing on pairing.id = project_pairing.pairing_id
    where project_id = project.id and pairing.partner_id = viewer.partner_id and during @> $5::date
    order by pairing.id limit 1
  ) as own on true
), logged as (
  insert into contribution (id, original_id, partner_id, programme, pairing_id, project_id, flow_class, stage, form, amount_fen, occurred_on,
    place_mode, state, live, synthetic, recorded_for)
  select id, id, partner_id, programme, pairing_id, project_id, 'DONATION', 'DISBURSED', 'CASH', ($4::numeric * 100)::bigint, $5::date,
         'SHARED', 'SUBMITTED', true, synthetic, organisation
  from facts
  returning id, state, amount_fen
), parted as (
  insert into contribution_part (contribution_id, ordinal, place_id, sector_code, amount_fen, place_parts, place_whole)
  select facts.id, own.ordinal, own.place_id, facts.sector_code, ($4::numeric * 100)::bigint * own.share_parts / own.share_whole, share_parts, share_whole
  from facts join project_place own on own.project_id = facts.project_id
), recorded as (
  insert into history_entry (account_id, acting_for, request_id, action, subject_type, subject_id, change)
  select account_id, organisation, gen_random_uuid(), 'logContribution', 'Contribution', id,
         jsonb_build_object('project', $3::text, 'flowClass', 'DONATION', 'amount', $4::text, 'occurredOn', $5::text, 'state', 'SUBMITTED')
  from facts
), kept as (
  insert into idempotency_key (organisation, key, fingerprint, subject_id)
  select organisation, $2, sha256(convert_to($2 || $3::text || $4::text || $5::text, 'UTF8')), id from facts
)
select json_build_object('data', json_build_object('logContribution', json_build_object('contribution', (
  select json_build_object(
    'id', rtrim(encode(('Contribution:' || id)::bytea, 'base64'), '='),
    'state', state, 'amount', json_build_object('fen', amount_fen::text))
  from logged))))::text as answer
