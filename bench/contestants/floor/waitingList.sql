select json_build_object('data', json_build_object('waiting', json_build_object('nodes', coalesce((
  select json_agg(json_build_object('kind', item.kind, 'dueOn', item.due_on, 'contribution', case when contribution.id is not null then json_build_object(
           'id', rtrim(encode(('Contribution:' || contribution.id)::bytea, 'base64'), '='),
           'occurredOn', contribution.occurred_on,
           'amount', case when amount_fen is not null then json_build_object('fen', amount_fen::text) end,
           'partner', json_build_object('nameZh', partner.name_zh),
           'project', case when project.id is not null then json_build_object(
             'id', rtrim(encode(('Project:' || project.id)::bytea, 'base64'), '='),
             'nameZh', project.name_zh) end) end) order by item.due_on, item.id)
  from (
    select item.* from waiting_item item, access_token, account, membership
    where hash = $1 and expires_at > now() and revoked_at is null
      and account.id = access_token.account_id and deactivated_at is null
      and membership.account_id = account.id and ended_at is null and membership.role = 'PLACE' and item.desk_id = membership.place_id
    order by item.due_on, item.id limit 20
  ) as item
  left join contribution on item.subject_type = 'Contribution' and contribution.id = item.subject_id
  left join partner on partner.id = contribution.partner_id
  left join project on project.id = contribution.project_id), '[]'))))::text as answer
