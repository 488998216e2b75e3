import { partnerReference, placeReference } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import { PublishedFigure } from '../result/published-figure.entity.js';
import { type Alias, alias, allOf, isOneOf, type Sql, sql } from '../shared/sql.js';
import { ComparisonUnit, type PublishedComparison } from './impact.types.js';
import type { ImpactContext } from './impact-context.js';
import { type Scope, scopeOf } from './scope.js';
import { isInNamed } from './scope-conditions.js';

/** A published figure with the scope it was published for. */
interface Figure {
  readonly measure: 'MONEY' | 'PROJECTS' | 'PARTNERS' | 'PLACES' | 'PEOPLE' | 'IN_KIND' | null;
  readonly exactValue: string | null;
  readonly programme: string | null;
  readonly flowClass: string | null;
  readonly partnerKind: string | null;
  readonly homeCode: string | null;
  readonly placeLevel: string | null;
  readonly staffRole: string | null;
  readonly peopleChannel: string | null;
  readonly fromYear: number | null;
  readonly toYear: number | null;
}

const FIELDS = [
  ...['code', 'nameZh', 'nameEn', 'value', 'unit', 'period', 'fromYear', 'toYear', 'scopeZh', 'noteZh', 'source', 'atLeast'],
  ...['measure', 'exactValue', 'programme', 'flowClass', 'partnerKind', 'homeCode', 'placeLevel', 'staffRole', 'peopleChannel'],
];

/** The published figures whose scope lies inside the one asked for, each beside what the ledger says for the figure's own scope. */
export async function publishedComparisons(scope: Scope, context: ImpactContext): Promise<PublishedComparison[]> {
  const figures = await context.reader.columns(
    shapeOf(PublishedFigure),
    FIELDS,
    (figure) => liesInside(scope, figure),
    (figure) => figure('code'),
  );
  return Promise.all(figures.map((figure) => compare(figure as unknown as Figure, context)));
}

async function compare(figure: Figure, context: ImpactContext): Promise<PublishedComparison> {
  const { measure, exactValue } = figure;
  if (measure === null || exactValue === null) return { figure, unit: null, published: null, ledger: null, difference: null };
  const ledger = await ledgerValue(figure, context);
  const unit = measure === 'MONEY' ? ComparisonUnit.FEN : measure === 'PEOPLE' ? ComparisonUnit.PEOPLE : ComparisonUnit.COUNT;
  return { figure, unit, published: exactValue, ledger, difference: difference(ledger, exactValue) };
}

async function ledgerValue(figure: Figure, { impact }: ImpactContext): Promise<string> {
  const scope = scopeOf({
    programme: figure.programme as never,
    flowClasses: figure.flowClass === null ? null : [figure.flowClass as never],
    partnerKinds: figure.partnerKind === null ? null : [figure.partnerKind as never],
    partnerHome: figure.homeCode,
    fromYear: figure.fromYear,
    toYear: figure.toYear,
  });
  switch (figure.measure) {
    case 'MONEY': {
      const money = await impact.load(scope, 'money');
      return money
        .filter(({ stage }) => stage === 'DISBURSED')
        .reduce((sum, { net }) => sum + BigInt(net), 0n)
        .toString();
    }
    case 'PEOPLE': {
      const people = await impact.load(scope, 'people');
      return people.flatMap(({ channels }) => channels).find(({ code }) => code === figure.peopleChannel)?.people ?? '0';
    }
    case 'IN_KIND': {
      const lines = await impact.load(scope, 'inKind');
      return lines.find(({ staffRole }) => staffRole === figure.staffRole)?.quantity ?? '0';
    }
    default: {
      if (figure.measure === 'PLACES') return String((await impact.load(scope, 'places'))[figure.placeLevel ?? ''] ?? 0);
      return String(await impact.load(scope, figure.measure === 'PROJECTS' ? 'projects' : 'partners'));
    }
  }
}

/** Quantities have at most three decimals, so thousandths are exact. */
function difference(ledger: string, published: string): string {
  const [whole = '0', fraction = ''] = ledger.split('.');
  const thousandths = BigInt(whole) * 1000n + BigInt(fraction.padEnd(3, '0')) - BigInt(published) * 1000n;
  const rest = thousandths % 1000n;
  return rest === 0n ? (thousandths / 1000n).toString() : (Number(thousandths) / 1000).toString();
}

/** Each condition of the scope is one of the figure's own. Figures are published for the province, by programme and kind of giver. */
function liesInside({ filter, anchor }: Scope, figure: Alias): Sql {
  const conditions: Sql[] = [];
  const isProvince = (place: Sql) => sql`exists (select from place where place.id = ${place} and place.code = '53')`;
  // A government's page shows what was published of its province's or district's givers.
  const isHomeOf = (partner: Sql) => sql`${figure('partner_home_id')} = (
    select home_id from partner where partner.id = ${partner} and partner.kind in ('EASTERN_PROVINCE', 'EASTERN_DISTRICT'))`;
  if (anchor?.kind === 'place') conditions.push(isProvince(sql`${anchor.key}::bigint`));
  else if (anchor?.kind === 'partner') conditions.push(isHomeOf(sql`${anchor.key}::bigint`));
  else if (anchor?.kind === 'programme') conditions.push(sql`${figure('programme')} = ${anchor.key}`);
  else if (anchor !== null) conditions.push(sql`false`);
  if (filter.place) conditions.push(isProvince(placeReference(filter.place)));
  if (filter.partner) conditions.push(isHomeOf(partnerReference(filter.partner)));
  if (filter.programme) conditions.push(sql`${figure('programme')} = ${filter.programme}`);
  if (filter.flowClasses) conditions.push(isOneOf(figure('flow_class'), filter.flowClasses));
  if (filter.partnerKinds) conditions.push(isOneOf(figure('partner_kind'), filter.partnerKinds));
  if (filter.partnerHome) {
    conditions.push(
      sql`exists (select from place home where home.id = ${figure('partner_home_id')} and ${isInNamed(alias('home'), filter.partnerHome)})`,
    );
  }
  if (filter.sector) conditions.push(sql`false`);
  if (filter.fromYear != null) conditions.push(sql`${figure('from_year')} >= ${filter.fromYear}`);
  if (filter.toYear != null) conditions.push(sql`${figure('to_year')} <= ${filter.toYear}`);
  return allOf(conditions);
}
