import { type Alias, alias, allOf, name, type Sql, sql } from '../../shared/sql.js';
import type { Scope } from '../scope.js';
import type { AnchorKey } from '../scope-conditions.js';
import { inColumns, rolledScope, type Slice, slicesOf } from './slices.js';

/** Cash by flow class and stage; null where the rollups cannot tell. */
export function rolledMoney(scope: Scope, anchorKey: AnchorKey): Sql | null {
  const slices = rolledSlices(scope, anchorKey);
  if (slices === null) return null;
  return sql`(
    select coalesce(json_agg(json_build_object(
      'flowClass', flow_class, 'stage', stage, 'net', net::text, 'gross', gross::text, 'rows', rows) order by flow_class, stage), '[]')
    from (
      select flow_class, stage, sum(net_fen) as net, sum(gross_fen) as gross, sum(rows)::bigint as rows
      from (${rowsOf('impact_money', slices, scope, anchorKey, (row) => isCash(row, scope))}) as rolled
      group by flow_class, stage
      having sum(net_fen) <> 0 or sum(gross_fen) <> 0 or sum(rows) <> 0
    ) as by_class)`;
}

/** Cash of the scope's classes and stage in one sum; null where the rollups cannot tell. */
export function rolledTotal(scope: Scope, anchorKey: AnchorKey): Sql | null {
  const slices = rolledSlices(scope, anchorKey);
  if (slices === null) return null;
  return sql`(
    select json_build_object('net', coalesce(sum(net_fen), 0)::text, 'gross', coalesce(sum(gross_fen), 0)::text)
    from (${rowsOf('impact_money', slices, scope, anchorKey, (row) => isCash(row, scope))}) as rolled)`;
}

function isCash(row: Alias, { stage }: Scope): Sql {
  return allOf([row('is_cash'), ...(stage === undefined ? [] : [sql`${row('stage')} = ${stage}`])]);
}

function rolledSlices(scope: Scope, anchorKey: AnchorKey): readonly Slice[] | null {
  const rolled = rolledScope(scope, anchorKey);
  return rolled === null ? null : slicesOf(rolled);
}

/** The rows of all slices. Each slice is a select of its own, so that the key of the table answers it. */
export function rowsOf(
  table: string,
  slices: readonly Slice[],
  scope: Scope,
  anchorKey: AnchorKey,
  which: (row: Alias) => Sql = () => sql`true`,
): Sql {
  const row = alias('slice');
  return sql.join(
    slices.map(
      (slice) => sql`select slice.* from ${name(table)} as slice where ${slice(row)} and ${inColumns(scope, anchorKey, row)} and ${which(row)}`,
    ),
    sql` union all `,
  );
}

/** How many contributions of any form there are. */
export function rolledContributions(scope: Scope, anchorKey: AnchorKey): Sql | null {
  const slices = rolledSlices(scope, anchorKey);
  return slices && sql`(select coalesce(sum(rows), 0)::bigint from (${rowsOf('impact_money', slices, scope, anchorKey)}) as rolled)`;
}
