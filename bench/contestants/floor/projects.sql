with page as materialized (
  select id, name_zh, status, place_id, row_number() over () as number
  from (
    select id, name_zh, status, place_id from project
    where status not in ('PROPOSED', 'WITHDRAWN') and programme = $1 and id < $2::bigint
    order by id desc limit 21) as rows
)
select json_build_object('data', json_build_object('projects', json_build_object(
  'nodes', coalesce((
    select json_agg(row_to_json(node) order by page.number)
    from page
    join place on place.id = page.place_id
    left join place village on village.id = place.village_id
    left join place township on township.id = place.township_id
    left join place county on county.id = place.county_id
    cross join lateral (
      select coalesce(json_agg(row_to_json(gift)), '[]') as nodes from (
        select rtrim(encode(('Contribution:' || contribution.id)::bytea, 'base64'), '=') as id,
               occurred_on as "occurredOn", flow_class as "flowClass",
               case when amount_fen is not null then json_build_object('fen', amount_fen::text) end as amount,
               json_build_object(
                 'id', rtrim(encode(('Partner:' || partner.id)::bytea, 'base64'), '='),
                 'nameZh', partner.name_zh) as partner
        from (
          select * from contribution where project_id = page.id and state = 'ACCEPTED' order by id desc limit 5
        ) as contribution
        join partner on partner.id = contribution.partner_id
        order by contribution.id desc) as gift
    ) as gifts
    cross join lateral (
      select rtrim(encode(('Project:' || page.id)::bytea, 'base64'), '=') as id,
             page.name_zh as "nameZh", page.status,
             case when village.id is not null then json_build_object('nameZh', village.name_zh) end as village,
             case when township.id is not null then json_build_object('nameZh', township.name_zh) end as township,
             case when county.id is not null then json_build_object('nameZh', county.name_zh) end as county,
             row_to_json(gifts) as contributions
    ) as node
    where page.number <= 20), '[]'),
  'pageInfo', json_build_object(
    'hasNextPage', (select count(*) from page) > 20,
    'endCursor', (
      select rtrim(encode(('["NEWEST",["' || min(id) || '"]]')::bytea, 'base64'), '=')
      from page where number <= 20)))))::text as answer
