import { type Alias, name, type Sql, sql } from '../../shared/sql.js';
import { ImpactDimension } from '../impact.input.js';
import type { Scope } from '../scope.js';
import type { AnchorKey } from '../scope-conditions.js';
import { ANY, countedScope, countKey, REACH_OF_ALL, reachOfPartner, reachOfPlace } from './counted.js';
import { type ReachKey, thingCount } from './reach.js';
import { both, by, inColumns, liesWithin, ofAll, ofPartner, ofPlace, type RolledScope, rolledScope, type Slice, slicesOf } from './slices.js';

/** Dimensions that every row of the rollups has as a column. */
const COLUMNS: Partial<Record<ImpactDimension, string>> = {
  [ImpactDimension.YEAR]: 'year',
  [ImpactDimension.PROGRAMME]: 'programme',
  [ImpactDimension.FLOW_CLASS]: 'flow_class',
};

export function isColumn(dimension: ImpactDimension): boolean {
  return COLUMNS[dimension] !== undefined;
}

/** A field of a cell's money, with what it is of the rolled rows. */
const MONEY_FIELDS = {
  flowClass: sql`class`,
  stage: sql`stage`,
  net: sql`net::text`,
  gross: sql`gross::text`,
  rows: sql`rows`,
} as const;

export type MoneyField = keyof typeof MONEY_FIELDS;

/** What of a cell is asked for. */
export interface CellWants {
  readonly money: ReadonlySet<MoneyField> | null;
  readonly projects: boolean;
  readonly partners: boolean;
  readonly rows: boolean;
}

/** A slice with the value that the other dimension has in it. */
interface CellSlice {
  readonly where: Slice;
  readonly value: (row: Alias) => Sql;
}

/**
 * The cells of a breakdown from the rollups, in the columns that breakdown.ts names; null where no rollup has all of its dimensions
 * in its scope, or counts what is asked of its cells.
 */
export function rolledCells(
  scope: Scope,
  anchorKey: AnchorKey,
  dimensions: readonly { readonly dimension: ImpactDimension; readonly column: string }[],
  wants: CellWants,
): Sql | null {
  const rolled = rolledScope(scope, anchorKey);
  const others = dimensions.filter(({ dimension }) => !isColumn(dimension));
  if (rolled === null || wants.rows || others.length > 1) return null;
  const [other] = others;
  const slices = other ? slicesBy(rolled, other.dimension) : (slicesOf(rolled)?.map((where) => ({ where, value: () => sql`null` })) ?? null);
  if (slices === null) return null;
  const counts = countsOf(
    { scope, anchorKey, rolled, others: other?.dimension ?? null, dimensions: dimensions.map(({ dimension }) => dimension) },
    wants,
  );
  if (counts === null) return null;

  const row = ((column: string) => sql.raw(`slice.${column}`)) as Alias;
  const source = sql.join(
    slices.map(
      ({
        where,
        value,
      }) => sql`select slice.programme, slice.year, slice.flow_class, slice.stage, slice.is_cash, slice.net_fen, slice.gross_fen, slice.rows,
        ${value(row)} as other from impact_money as slice where ${where(row)} and ${inColumns(scope, anchorKey, row)}`,
    ),
    sql` union all `,
  );
  const keyOf = ({ dimension, column }: { dimension: ImpactDimension; column: string }) =>
    sql`${sql.raw(COLUMNS[dimension] ?? 'other')} as ${name(column)}`;
  const columns = dimensions.map(({ column }) => name(column));
  return sql`
    select row_number() over (order by ${sql.join(columns.map((column) => sql`keys.${column}`))}) as position,
      ${sql.join(columns.map((column) => sql`keys.${column}`))}, ${counts.projects} as projects, ${counts.partners} as partners,
      null::bigint[] as row_ids, keys.money
    from (
      select ${sql.join(columns)}, ${moneyOf(wants)} as money
      from (
        select ${sql.join(dimensions.map(keyOf))}, flow_class as class, stage, is_cash, sum(net_fen) as net, sum(gross_fen) as gross, sum(rows)::bigint as rows
        from (${source}) as sliced
        group by ${sql.join(dimensions.map((_, index) => sql.lit(index + 1)))}, class, stage, is_cash
        having sum(net_fen) <> 0 or sum(gross_fen) <> 0 or sum(rows) <> 0
      ) as rolled
      group by ${sql.join(columns)}
    ) as keys`;
}

/** Writing out fields takes longer than adding them up, so only those are written out that somebody reads. */
function moneyOf({ money }: CellWants): Sql {
  if (money === null) return sql`null`;
  const fields = Object.entries(MONEY_FIELDS).filter(([field]) => money.has(field as MoneyField));
  const written = sql.join(fields.map(([field, of]) => sql`${sql.lit(field)}, ${of}`));
  return sql`coalesce(json_agg(json_build_object(${written}) order by class, stage) filter (where is_cash), '[]')`;
}

const CODE_OR_NOTHING = (row: Alias) => sql`nullif(${row('by_code')}, '')`;
const ID_OR_NOTHING = (row: Alias) => sql`nullif(${row('by_id')}, 0)`;

/** The rows of a scope apart by one more dimension; null where they are not kept so. */
function slicesBy(rolled: RolledScope, dimension: ImpactDimension): readonly CellSlice[] | null {
  const { place, partner, givers, sector } = rolled;
  const named = [place, partner, givers, sector].filter((part) => part !== null).length;
  if (named > 1) return null;
  switch (dimension) {
    case ImpactDimension.COUNTY:
    case ImpactDimension.PREFECTURE:
      if (partner !== null) {
        // Of a partner only the counties are kept, and a prefecture's row is not the sum of its counties'.
        if (dimension !== ImpactDimension.COUNTY) return null;
        return ofPartner(partner.key).map((slice) => ({
          where: both((row) => sql`${row('scope_kind')} = 'PLACE'`, slice),
          value: (row: Alias) => sql`nullif(${row('scope_id')}, 0)`,
        }));
      }
      if (named === 0) return [{ where: ofAll(dimension), value: ID_OR_NOTHING }];
      return place === null ? null : slicesWithin(place, dimension);
    case ImpactDimension.PARTNER:
      if (named === 0) return [{ where: ofAll('PARTNER'), value: (row) => row('by_id') }];
      return place?.level === 'COUNTY' ? [{ where: both(ofPlace(place.key), by('PARTNER')), value: (row) => row('by_id') }] : null;
    case ImpactDimension.PARTNER_KIND:
      return named === 0 ? [{ where: ofAll('GIVERS'), value: (row) => row('by_code') }] : null;
    case ImpactDimension.SECTOR:
      return named === 0 ? [{ where: ofAll('SECTOR'), value: CODE_OR_NOTHING }] : null;
    default:
      return null;
  }
}

/** What lies in each county or prefecture within the place, and what lies in the place and in none of them. */
function slicesWithin(
  place: NonNullable<RolledScope['place']>,
  dimension: ImpactDimension.COUNTY | ImpactDimension.PREFECTURE,
): readonly CellSlice[] | null {
  const isAbove = place.level === 'PROVINCE' || (place.level === 'PREFECTURE' && dimension === ImpactDimension.COUNTY);
  if (!isAbove) return null;
  return [
    { where: both(ofAll(dimension), (row) => liesWithin(row('by_id'), dimension, place)), value: ID_OR_NOTHING },
    { where: both(ofPlace(place.key), by(dimension)), value: ID_OR_NOTHING },
  ];
}

interface Cells {
  readonly scope: Scope;
  readonly anchorKey: AnchorKey;
  readonly rolled: RolledScope;
  readonly others: ImpactDimension | null;
  readonly dimensions: readonly ImpactDimension[];
}

interface Counts {
  readonly projects: Sql;
  readonly partners: Sql;
}

/** How many projects and partners stand in a cell, as far as that is asked for; null where it is asked for and not counted beforehand. */
function countsOf(cells: Cells, wants: CellWants): Counts | null {
  const projects = wants.projects ? countOf('PROJECT', cells) : sql`0`;
  const partners = wants.partners ? countOf('PARTNER', cells) : sql`0`;
  return projects === null || partners === null ? null : { projects, partners };
}

function countOf(thing: 'PROJECT' | 'PARTNER', { scope, anchorKey, rolled, others, dimensions }: Cells): Sql | null {
  const counted = countedScope(scope, anchorKey);
  if (counted === null) return null;
  const years = dimensions.includes(ImpactDimension.YEAR) ? { from: sql`keys.year`, to: sql`keys.year` } : counted.years;
  const programme = dimensions.includes(ImpactDimension.PROGRAMME) ? sql`keys.programme` : counted.programme;
  const ofClass = dimensions.includes(ImpactDimension.FLOW_CLASS);
  if (others === ImpactDimension.COUNTY && !ofClass && !programme && rolled.partner === null && rolled.place === null && rolled.givers === null) {
    const ofNone: ReachKey = { ...REACH_OF_ALL, programme: ANY, byKind: 'COUNTY' };
    const ofCounty = reachOfPlace(sql`keys.county_id`, '');
    return sql`case when keys.county_id is null then ${thingCount(thing, ofNone, years)} else ${thingCount(thing, ofCounty, years)} end`;
  }
  if (others !== null) return null;
  if (ofClass) {
    // By class only the projects of a partner are counted.
    if (thing === 'PARTNER' || rolled.partner === null || programme) return null;
    return thingCount(thing, { ...reachOfPartner(rolled.partner.key, 'FLOW_CLASS'), byCode: sql`keys.flow_class` }, years);
  }
  const key = countKey(thing, { ...counted, programme });
  return key && thingCount(thing, key, years);
}
