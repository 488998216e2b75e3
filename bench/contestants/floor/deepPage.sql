with page as materialized (
  select id, occurred_on, flow_class, amount_fen, partner_id, project_id, row_number() over () as number
  from (
    select id, occurred_on, flow_class, amount_fen, partner_id, project_id from contribution
    where state = 'ACCEPTED' and programme = $1 and (occurred_on, id) > ($2::date, $3::bigint)
    order by occurred_on, id limit 21) as rows
)
select json_build_object('data', json_build_object('contributions', json_build_object(
  'nodes', coalesce((
    select json_agg(row_to_json(node) order by number)
    from page
    join partner on partner.id = page.partner_id
    left join project on project.id = page.project_id and project.status not in ('PROPOSED', 'WITHDRAWN')
    cross join lateral (
      select rtrim(encode(('Contribution:' || page.id)::bytea, 'base64'), '=') as id,
             occurred_on as "occurredOn", flow_class as "flowClass",
             case when amount_fen is not null then json_build_object('fen', amount_fen::text) end as amount,
             json_build_object('nameZh', partner.name_zh) as partner,
             case when project.id is not null then json_build_object('nameZh', project.name_zh) end as project
    ) as node
    where number <= 20), '[]'),
  'pageInfo', json_build_object(
    'hasNextPage', (select count(*) from page) > 20,
    'endCursor', (
      select rtrim(translate(replace(encode(convert_to('["OCCURRED",["' || occurred_on || '","' || id || '"]]', 'UTF8'), 'base64'), E'\n', ''), '+/', '-_'), '=')
      from page where number <= 20 order by number desc limit 1)))))::text as answer
