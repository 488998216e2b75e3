import type { Viewer } from '../access/viewer.js';
import { PART_OF_ITS_OWNER } from '../access/visibility.js';
import { Contribution } from '../contribution/contribution.entity.js';
import { Partner } from '../partner/partner.entity.js';
import { Place } from '../place/place.entity.js';
import { Programme } from '../programme/programme.entity.js';
import { Sector } from '../programme/sector.entity.js';
import { emptyShape, type Relation, type Shape, shapeOf, type TypeClass } from '../reading/shape.js';
import { type Alias, name, type Sql, sql } from '../shared/sql.js';
import { ImpactDimension } from './impact.input.js';
import { anchorKeyOf, ledgerEntries } from './ledger-entries.js';
import { type CellWants, rolledCells } from './rollups/rolled-cells.js';
import type { Scope } from './scope.js';
import type { AnchorKey } from './scope-conditions.js';

interface Dimension {
  readonly column: string;
  /** How an entry of the ledger says it. */
  readonly of: string;
}

const DIMENSIONS: Readonly<Record<ImpactDimension, Dimension>> = {
  YEAR: { column: 'year', of: 'entries.year' },
  PROGRAMME: { column: 'programme', of: 'entries.programme' },
  FLOW_CLASS: { column: 'flow_class', of: 'entries.flow_class' },
  PARTNER: { column: 'partner_id', of: 'entries.partner_id' },
  PARTNER_KIND: { column: 'partner_kind', of: 'giver.kind' },
  COUNTY: { column: 'county_id', of: 'entries.county_id' },
  PREFECTURE: { column: 'prefecture_id', of: 'entries.prefecture_id' },
  SECTOR: { column: 'sector_code', of: 'entries.sector_code' },
};

/** At least one, each once. */
export function areDimensions(by: readonly ImpactDimension[]): boolean {
  return by.length > 0 && new Set(by).size === by.length;
}

/** The cells of a breakdown as a shape: read like any other type, with the rows behind each cell one field away. */
export function cellShape(by: readonly ImpactDimension[], cells: Sql): Shape {
  const has = (dimension: ImpactDimension) => by.includes(dimension);
  const column = (dimension: ImpactDimension) => (row: Alias) => (has(dimension) ? row(DIMENSIONS[dimension].column) : sql`null`);
  const reference = (dimension: ImpactDimension, type: TypeClass, key: string): Relation => ({
    to: () => shapeOf(type),
    on: (cell, row) => (has(dimension) ? sql`${row(key)} = ${cell(DIMENSIONS[dimension].column)}` : sql`false`),
  });
  return {
    ...emptyShape('ImpactCell', sql`(${cells})`, PART_OF_ITS_OWNER),
    isComputed: true,
    columns: {
      id: (row) => sql`${row('position')}::text`,
      year: column(ImpactDimension.YEAR),
      flowClass: column(ImpactDimension.FLOW_CLASS),
      partnerKind: column(ImpactDimension.PARTNER_KIND),
      money: (row) => row('money'),
      projects: (row) => row('projects'),
      partners: (row) => row('partners'),
    },
    one: {
      programme: reference(ImpactDimension.PROGRAMME, Programme, 'code'),
      partner: reference(ImpactDimension.PARTNER, Partner, 'id'),
      county: reference(ImpactDimension.COUNTY, Place, 'id'),
      prefecture: reference(ImpactDimension.PREFECTURE, Place, 'id'),
      sector: reference(ImpactDimension.SECTOR, Sector, 'code'),
    },
    connections: {
      contributions: { to: () => shapeOf(Contribution), on: (cell, row) => sql`${row('id')} = any(${cell('row_ids')})` },
    },
    needs: { total: ['money'] },
    // A cursor is a position among these cells, and means nothing among others.
    orders: { [by.join('_')]: { keys: [{ of: (row) => row('position'), type: 'bigint' }], descending: false } },
  };
}

/** The cells from the rollups, where these hold them with all that is asked of each; null otherwise. */
export function cellsOfRollups(scope: Scope, anchorKey: AnchorKey, by: readonly ImpactDimension[], wants: CellWants): Sql | null {
  return rolledCells(
    scope,
    anchorKey,
    by.map((dimension) => ({ dimension, column: DIMENSIONS[dimension].column })),
    wants,
  );
}

/** One row per cell: its keys, its money by class and stage, and how many projects and partners stand in it. */
export function cellsOfLedger(scope: Scope, by: readonly ImpactDimension[], viewer: Viewer): Sql {
  const anchorKey = anchorKeyOf(scope);
  const columns = by.map((dimension) => name(DIMENSIONS[dimension].column));
  const keys = sql.join(columns);
  return sql`
    with entries as materialized (
      select ${sql.join(by.map((dimension) => sql`${sql.raw(DIMENSIONS[dimension].of)} as ${name(DIMENSIONS[dimension].column)}`))},
        json_build_array(${sql.join(by.map((dimension) => sql.raw(DIMENSIONS[dimension].of)))})::text as cell,
        entries.flow_class as class, entries.stage, entries.form, entries.id, entries.project_id, entries.partner_id as giver_id,
        entries.gross_fen, entries.net_fen, entries.is_row
      from (${ledgerEntries(scope, anchorKey, viewer)}) as entries
      join partner giver on giver.id = entries.partner_id
    ),
    money as (
      select cell, json_agg(json_build_object(
        'flowClass', class, 'stage', stage, 'net', net::text, 'gross', gross::text, 'rows', rows) order by class, stage) as money
      from (
        select cell, class, stage, coalesce(sum(net_fen), 0) as net, coalesce(sum(gross_fen), 0) as gross, count(distinct id) filter (where is_row) as rows
        from entries where form = 'CASH' group by cell, class, stage
        having sum(net_fen) <> 0 or sum(gross_fen) <> 0 or bool_or(is_row)
      ) as by_class group by cell
    ),
    keys as (
      select cell, ${keys}, count(distinct project_id) filter (where is_row) as projects, count(distinct giver_id) filter (where is_row) as partners,
        array_agg(id) as row_ids
      from entries group by cell, ${keys}
      having bool_or(is_row) or sum(net_fen) filter (where form = 'CASH') <> 0
    )
    select row_number() over (order by ${sql.join(columns.map((column) => sql`keys.${column}`))}) as position,
      ${sql.join(columns.map((column) => sql`keys.${column}`))}, keys.projects, keys.partners, keys.row_ids, coalesce(money.money, '[]') as money
    from keys left join money on money.cell = keys.cell`;
}
