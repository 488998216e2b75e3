import { sql } from '../../shared/sql.js';
import { counted, LEDGER_FROM } from '../ledger-entries.js';
import { inYears } from '../scope-conditions.js';
import type { Facet } from './facet.js';

/** Help in kind of one form, staff role and unit. */
export interface InKindRow {
  readonly form: string;
  readonly staffRole: string | null;
  readonly unit: string;
  readonly quantity: string;
  readonly lines: number;
  readonly value: string | null;
}

export const inKindFacet: Facet = (scope, anchorKey, viewer) => sql`(
  select coalesce(json_agg(json_build_object(
    'form', form, 'staffRole', staff_role, 'unit', unit, 'quantity', trim_scale(quantity)::text, 'lines', lines, 'value', value::text)
    order by form, staff_role, unit), '[]')
  from (
    select entry_row.form, line.staff_role, line.unit, sum(line.quantity) as quantity, count(*) as lines, sum(line.value_fen) as value
    from ${LEDGER_FROM} join contribution_line line on line.contribution_id = entry_row.id
    where entry_row.form <> 'CASH' and ${counted(scope, anchorKey, viewer)} and ${inYears(sql`entry_row.year`, scope)}
    group by entry_row.form, line.staff_role, line.unit
  ) as by_unit)`;
