import { BREAKDOWN_COST, WHOLE_COST, WHOLE_PEOPLE_COST } from './facets/facet-cost.js';
import type { ImpactDimension, ImpactFilter } from './impact.input.js';
import { isColumn } from './rollups/rolled-cells.js';
import { rolledScope, slicesOf } from './rollups/slices.js';
import type { Anchor } from './scope.js';

/** How many times more the ledger costs than rollups. How long it is nobody knows before; but what adds it up is kept to a few at a time. */
const LEDGER_TIMES = 25;

/** What TypeGraphQL's estimators are told, and the names of the fields selected (`CostEstimator`). */
interface Asked {
  readonly args: Readonly<Record<string, unknown>>;
  readonly selected?: ReadonlySet<string>;
  readonly childComplexity: number;
}

/** What the impact of a row costs: many times what is asked of it where no rollup holds its scope. What is short anyhow costs what it says. */
export function impactCost(anchor: Omit<Anchor, 'key'>): (asked: Asked) => number {
  return ({ args, childComplexity }) => childComplexity * times(filterIn(args), anchor);
}

/** The same of the whole country, or of the scope that the filter says. */
export function wholeImpactCost({ args, selected, childComplexity }: Asked): number {
  const filter = filterIn(args);
  const people = selected?.has('people') && filter.place == null && filter.partner == null ? WHOLE_PEOPLE_COST : 0;
  return WHOLE_COST + people + childComplexity * times(filter, null);
}

function filterIn({ filter }: Asked['args']): ImpactFilter {
  return (filter ?? {}) as ImpactFilter;
}

function times(filter: ImpactFilter, anchor: Omit<Anchor, 'key'> | null): number {
  return isRolled(filter, anchor) ? 1 : LEDGER_TIMES;
}

function isRolled(filter: ImpactFilter, anchor: Omit<Anchor, 'key'> | null): boolean {
  if (anchor !== null && SHORT.includes(anchor.kind)) return true;
  const rolled = rolledScope({ filter, anchor: anchor && { ...anchor, key: '' } }, null);
  return rolled !== null && slicesOf(rolled) !== null;
}

/** What has few contributions, so that adding them up costs no more than a rollup. */
const SHORT: readonly Anchor['kind'][] = ['pairing', 'fund', 'project'];

/** The same of the cells of a breakdown, by its dimensions. */
export function breakdownCost({ args, childComplexity }: Asked): number {
  const by = (args.by ?? []) as readonly ImpactDimension[];
  const isKept = by.filter((dimension) => !isColumn(dimension)).length <= 1;
  return childComplexity + BREAKDOWN_COST * (isKept ? 1 : LEDGER_TIMES);
}

/** What is added up from the ledger always. */
export function ledgerCost(cost: number): number {
  return cost * LEDGER_TIMES;
}
