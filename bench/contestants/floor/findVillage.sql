with wanted as materialized (
  select case when length(folded_name($1)) = 1 then array[folded_name($1)]
           else array(select substr(folded_name($1), start, 2) from generate_series(1, length(folded_name($1)) - 1) as start) end as grams,
         '%' || regexp_replace(folded_name($1), '([\\%_])', '\\\1', 'g') || '%' as pattern
)
select json_build_object('data', json_build_object('places', json_build_object('nodes', coalesce((
  select json_agg(row_to_json(node))
  from (
    select rtrim(encode(('Place:' || place.id)::bytea, 'base64'), '=') as id, code, name_zh as "nameZh"
    from wanted, place
    where level = 'VILLAGE' and replaced_by_id is null and name_grams @> grams
      and folded_name(name_zh || coalesce(' ' || name_en, '')) like pattern
    order by coalesce(code, ''), place.id limit 10
  ) as node), '[]'))))::text as answer
