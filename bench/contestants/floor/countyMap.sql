-- Of what is not folded yet the money counts here and the reach does not, which the platform adds: the floor may be a little too low.
with money as (
  select by_id, sum(net_fen) as net_fen
  from impact_money
  where scope_kind = 'ALL' and scope_id = 0 and by_kind = 'COUNTY' and flow_class in ('FISCAL', 'DONATION') and stage = 'DISBURSED' and is_cash
    and year >= coalesce($1::int, 0)
  group by by_id
), county as (
  select place.id, code, json_build_object('code', code, 'nameZh', name_zh, 'impact', json_build_object(
    'total', json_build_object('net', json_build_object('fen', coalesce(net_fen, 0)::text)),
    'counts', json_build_object('projects', coalesce(projects, 0), 'partners', coalesce(partners, 0)))) as node
  from place
  left join money on money.by_id = place.id
  cross join lateral (
    select sum(things) filter (where thing = 'PROJECT') as projects, sum(things) filter (where thing = 'PARTNER') as partners
    from impact_reach_count
    where scope_kind = 'PLACE' and scope_id = place.id and programme = '' and by_kind = '' and thing in ('PROJECT', 'PARTNER')
      and year >= coalesce($1::int, 0) and previous_year < coalesce($1::int, 1)
  ) as reach
  where level = 'COUNTY' and replaced_by_id is null and province_id = (select id from place where code = '53')
)
select json_build_object('data', json_build_object(
  'first', json_build_object('nodes', (select json_agg(node order by code, id) from county where (code, id) <= ($2::text, $3::bigint))),
  'rest', json_build_object('nodes', (select json_agg(node order by code, id) from county where (code, id) > ($2::text, $3::bigint)))))::text as answer
