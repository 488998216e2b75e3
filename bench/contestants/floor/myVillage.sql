select json_build_object('data', json_build_object('viewer', json_build_object('partner', (
  select json_build_object(
    'id', rtrim(encode(('Partner:' || partner.id)::bytea, 'base64'), '='),
    'nameZh', partner.name_zh,
    'pairings', json_build_object('nodes', (
      select coalesce(json_agg(row_to_json(node)), '[]')
      from (
        select rtrim(encode(('Pairing:' || pairing.id)::bytea, 'base64'), '=') as id,
               started_on as "startedOn", json_build_object('code', place.code, 'nameZh', place.name_zh) as place
        from pairing join place on place.id = pairing.place_id
        where pairing.partner_id = partner.id
        order by pairing.id desc limit 5
      ) as node)))
  from access_token
  join account on account.id = access_token.account_id and deactivated_at is null
  join membership on membership.account_id = account.id and ended_at is null
  join partner on partner.id = membership.partner_id
  where hash = $1 and expires_at > now() and revoked_at is null))))::text as answer
