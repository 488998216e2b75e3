select json_build_object('data', json_build_object(
  'impact', json_build_object(
    'money', (
      select coalesce(json_agg(json_build_object('flowClass', flow_class, 'stage', stage,
        'net', json_build_object('fen', net_fen::text), 'gross', json_build_object('fen', gross_fen::text)) order by flow_class, stage), '[]')
      from (
        select flow_class, stage, sum(net_fen) as net_fen, sum(gross_fen) as gross_fen
        from impact_money
        where scope_kind = 'ALL' and scope_id = 0 and by_kind = '' and is_cash
        group by flow_class, stage
        having sum(rows) <> 0 or sum(net_fen) <> 0
      ) as class_money),
    'counts', json_build_object(
      'projects', (
        select coalesce(sum(things), 0) from impact_reach_count
        where scope_kind = 'ALL' and scope_id = 0 and programme <> '' and by_kind = 'PROVINCE' and thing = 'PROJECT' and previous_year = 0),
      'partners', (
        select coalesce(sum(things), 0) from impact_reach_count
        where scope_kind = 'ALL' and scope_id = 0 and programme = '' and by_kind = '' and thing = 'PARTNER' and previous_year = 0)),
    'people', (
      select coalesce(json_agg(json_build_object('unit', unit, 'low', low::text, 'high', high::text) order by unit), '[]')
      from (
        select unit, max(people) as low, sum(people) as high
        from (select unit, channel, sum(people) as people from people_count group by unit, channel) as channel
        group by unit
      ) as range)),
  'projects', json_build_object('nodes', (
    select json_agg(row_to_json(node))
    from (
      select rtrim(encode(('Project:' || newest.id)::bytea, 'base64'), '=') as id, newest.name_zh as "nameZh",
             case when county.id is not null then json_build_object('nameZh', county.name_zh) end as county,
             json_build_object('nameZh', lead.name_zh) as "leadPartner"
      from (select * from project where status not in ('PROPOSED', 'WITHDRAWN') order by id desc limit 5) as newest
      join place on place.id = newest.place_id
      left join place county on county.id = place.county_id
      join partner lead on lead.id = newest.lead_partner_id
      order by newest.id desc
    ) as node)),
  'programmes', (select json_agg(json_build_object('code', code, 'nameZh', name_zh) order by code) from programme)))::text as answer
