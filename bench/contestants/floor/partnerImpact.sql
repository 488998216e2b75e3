select json_build_object('data', json_build_object('node', (
  select json_build_object(
    'id', rtrim(encode(('Partner:' || partner.id)::bytea, 'base64'), '='),
    'nameZh', name_zh,
    'impact', json_build_object('breakdown', json_build_object('nodes', coalesce((
      select json_agg(json_build_object('year', year, 'flowClass', flow_class, 'money', money) order by year, flow_class)
      from (
        select year, flow_class, json_agg(json_build_object(
          'stage', stage, 'net', json_build_object('fen', net_fen::text), 'gross', json_build_object('fen', gross_fen::text)) order by stage) as money
        from (
          select year, flow_class, stage, sum(net_fen) as net_fen, sum(gross_fen) as gross_fen
          from (
            select year, flow_class, stage, net_fen, gross_fen, rows from impact_money
            where scope_kind = 'ALL' and scope_id = 0 and by_kind = 'PARTNER' and by_id = any (array(select partner_family($1::bigint))) and is_cash
            union all
            select year, flow_class, stage, net_fen, gross_fen, rows from impact_money
            where scope_kind = 'ALL' and scope_id = 0 and by_kind = 'THROUGH' and by_id = $1::bigint and is_cash
          ) as money
          group by year, flow_class, stage
          having sum(rows) <> 0 or sum(net_fen) <> 0
        ) as class_money
        group by year, flow_class
      ) as cell), '[]'))))
  from partner where id = $1::bigint)))::text as answer
