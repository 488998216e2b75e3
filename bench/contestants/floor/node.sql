select json_build_object('data', json_build_object('node', (
  select row_to_json(node)
  from (
    select rtrim(encode(('Contribution:' || contribution.id)::bytea, 'base64'), '=') as id,
           occurred_on as "occurredOn", flow_class as "flowClass", stage, form, state,
           case when amount_fen is not null then json_build_object('fen', amount_fen::text) end as amount,
           json_build_object('nameZh', partner.name_zh) as partner,
           case when project.id is not null then json_build_object(
             'id', rtrim(encode(('Project:' || project.id)::bytea, 'base64'), '='),
             'nameZh', project.name_zh) end as project
    from contribution
    join partner on partner.id = contribution.partner_id
    left join project on project.id = contribution.project_id and project.status not in ('PROPOSED', 'WITHDRAWN')
    where contribution.id = $1::bigint and state = 'ACCEPTED'
  ) as node)))::text as answer
