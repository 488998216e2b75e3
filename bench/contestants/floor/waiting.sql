select json_build_object('data', json_build_object('contributions', json_build_object('nodes', coalesce((
  select json_agg(row_to_json(node))
  from (
    select rtrim(encode(('Contribution:' || newest.id)::bytea, 'base64'), '=') as id,
           newest.occurred_on as "occurredOn", case when amount_fen is not null then json_build_object('fen', amount_fen::text) end as amount,
           json_build_object('nameZh', partner.name_zh) as partner,
           case when project.id is not null then json_build_object(
             'id', rtrim(encode(('Project:' || project.id)::bytea, 'base64'), '='),
             'nameZh', project.name_zh) end as project
    from (
      select contribution.* from contribution, access_token, account, membership
      where state = 'SUBMITTED' and hash = $1 and expires_at > now() and revoked_at is null
        and account.id = access_token.account_id and deactivated_at is null
        and membership.account_id = account.id and ended_at is null and role = 'PROGRAMME_OFFICE'
      order by contribution.id desc limit 20
    ) as newest
    join partner on partner.id = newest.partner_id
    left join project on project.id = newest.project_id
    order by newest.id desc
  ) as node), '[]'))))::text as answer
