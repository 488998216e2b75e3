import { sql } from '../../shared/sql.js';
import { ledgerEntries } from '../ledger-entries.js';
import type { Facet } from './facet.js';

/** Cash by flow class and stage. */
export interface ClassMoneyRow {
  readonly flowClass: string;
  readonly stage: string;
  readonly net: string;
  readonly gross: string;
  readonly rows: number;
}

export const moneyFacet: Facet = (scope, anchorKey, viewer) => sql`(
  select coalesce(json_agg(json_build_object(
    'flowClass', flow_class, 'stage', stage, 'net', net::text, 'gross', gross::text, 'rows', rows) order by flow_class, stage), '[]')
  from (
    select flow_class, stage, coalesce(sum(net_fen), 0) as net, coalesce(sum(gross_fen), 0) as gross, count(distinct id) filter (where is_row) as rows
    from (${ledgerEntries(scope, anchorKey, viewer)}) as entries
    where form = 'CASH' and ${scope.stage === undefined ? sql`true` : sql`stage = ${scope.stage}`}
    group by flow_class, stage
    having sum(net_fen) <> 0 or sum(gross_fen) <> 0 or bool_or(is_row)
  ) as by_class)`;
