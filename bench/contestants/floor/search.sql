with wanted as materialized (
  select case when length(folded_name($1)) = 1 then array[folded_name($1)]
           else array(select substr(folded_name($1), start, 2) from generate_series(1, length(folded_name($1)) - 1) as start) end as grams,
         '%' || regexp_replace(folded_name($1), '([\\%_])', '\\\1', 'g') || '%' as pattern
), found as materialized (
  select id, kind, name_zh, credit_code
  from wanted, partner
  where name_grams @> grams and folded_name(name_zh || coalesce(' ' || name_en, '')) like pattern
)
select json_build_object('data', json_build_object('partners', json_build_object(
  'totalCount', (select count(*) from found),
  'nodes', coalesce((
    select json_agg(row_to_json(node))
    from (
      select rtrim(encode(('Partner:' || id)::bytea, 'base64'), '=') as id,
             kind, name_zh as "nameZh", credit_code as "creditCode"
      from (select * from found order by name_zh, id limit 10) as first
      order by first.name_zh, first.id
    ) as node), '[]'))))::text as answer
