import { type Sql, sql } from '../../shared/sql.js';
import type { Scope } from '../scope.js';
import type { AnchorKey } from '../scope-conditions.js';
import { rowsOf } from './rolled-money.facet.js';
import { rolledScope, slicesOf } from './slices.js';

/** Help in kind by form, staff role and unit; null where the rollups cannot tell. A partner's is short, and added up when it is asked. */
export function rolledInKind(scope: Scope, anchorKey: AnchorKey): Sql | null {
  const rolled = rolledScope(scope, anchorKey);
  if (rolled === null || rolled.sector !== null || rolled.partner !== null) return null;
  const slices = slicesOf(rolled);
  if (slices === null) return null;
  return sql`(
    select coalesce(json_agg(json_build_object(
      'form', form, 'staffRole', nullif(staff_role, ''), 'unit', unit, 'quantity', trim_scale(quantity)::text, 'lines', lines,
      'value', case when valued_lines > 0 then value_fen::text end)
      order by form, nullif(staff_role, ''), unit), '[]')
    from (
      select form, staff_role, unit, sum(quantity) as quantity, sum(lines)::bigint as lines, sum(valued_lines) as valued_lines, sum(value_fen) as value_fen
      from (${rowsOf('impact_in_kind', slices, scope, anchorKey)}) as rolled
      group by form, staff_role, unit having sum(lines) <> 0
    ) as by_unit)`;
}
