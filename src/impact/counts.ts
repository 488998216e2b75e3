import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { PlaceLevel } from '../place/place.entity.js';
import { fieldsOf, type Selection, selectionOf } from '../reading/selection.js';
import { type Sql, sql } from '../shared/sql.js';
import type { PlaceCounts } from './facets/counts.facet.js';
import { COUNT_COST, FACET_COST } from './facets/facet-cost.js';
import { FACETS } from './facets/facets.js';
import type { ImpactLoader } from './impact-loader.js';
import type { Scope } from './scope.js';
import type { AnchorKey } from './scope-conditions.js';

@ObjectType({ description: 'How many of what the contributions of the scope reach; nothing is counted twice.' })
export class ImpactCounts {
  @Field(() => Int, { complexity: COUNT_COST, description: 'Contributions, in cash and in kind, at any stage.' })
  contributions!: number;

  @Field(() => Int, { complexity: COUNT_COST, description: 'Different projects that were given to.' })
  projects!: number;

  @Field(() => Int, { complexity: COUNT_COST, description: 'Different partners that gave.' })
  partners!: number;

  @Field(() => Int, {
    complexity: FACET_COST,
    description: 'Pairings agreed within the scope, whether or not anything was given under them yet.',
  })
  pairings!: number;

  /** By level. */
  placeCounts!: PlaceCounts;
}

@Resolver(() => ImpactCounts)
export class ImpactCountsResolver {
  @FieldResolver(() => Int, {
    complexity: FACET_COST,
    description: 'Different places of a level that contributions went to, or to a place within them.',
  })
  places(@Root() { placeCounts }: ImpactCounts, @Arg('level', () => PlaceLevel, { description: 'The level.' }) level: PlaceLevel): number {
    return placeCounts[level] ?? 0;
  }
}

/** What is counted, under the name of the field that says it or makes its answer of it. */
const COUNTED = { contributions: 'contributions', projects: 'projects', partners: 'partners', pairings: 'pairings', places: 'placeCounts' } as const;

type Count = keyof typeof COUNTED;

/** What the facet of this name answers at once. */
const REACHED: readonly Count[] = ['projects', 'partners'];

function areTogether(selected: readonly Count[]): boolean {
  return REACHED.every((count) => selected.includes(count));
}

const known = new WeakMap<Selection, readonly Count[]>();

function countsIn(selection: Selection): readonly Count[] {
  const before = known.get(selection);
  if (before !== undefined) return before;
  const selected = new Set(fieldsOf(selection, ImpactCounts.name).map(({ name }) => name));
  const counts = (Object.keys(COUNTED) as Count[]).filter((count) => selected.has(count));
  known.set(selection, counts);
  return counts;
}

/** What a request selects of the counts. */
export async function countsOf(impact: ImpactLoader, scope: Scope, info: GraphQLResolveInfo): Promise<ImpactCounts> {
  const selected = countsIn(selectionOf(info));
  const together = areTogether(selected);
  const apart = together ? selected.filter((count) => !REACHED.includes(count)) : selected;
  const [reached, ...counts] = await Promise.all([together ? impact.load(scope, 'reached') : {}, ...apart.map((count) => impact.load(scope, count))]);
  return Object.assign(new ImpactCounts(), reached, Object.fromEntries(apart.map((count, index) => [COUNTED[count], counts[index]])));
}

/** The same as JSON from the rollups; null where they do not hold all of it. */
export function rolledCounts(scope: Scope, anchorKey: AnchorKey, selection: Selection): Sql | null {
  const selected = countsIn(selection);
  const reached = areTogether(selected) ? (FACETS.reached.rolled?.(scope, anchorKey) ?? null) : null;
  const figureOf = (count: Count) =>
    reached !== null && REACHED.includes(count) ? sql`reached.found -> ${sql.lit(count)}` : (FACETS[count].rolled?.(scope, anchorKey) ?? null);
  const counts = selected.map((count) => ({ count, figure: figureOf(count) }));
  if (counts.some(({ figure }) => figure === null)) return null;
  const answer = sql`json_build_object(${sql.join(counts.map(({ count, figure }) => sql`${sql.lit(COUNTED[count])}, ${figure}`))})`;
  // What is found together is looked for once.
  return reached === null ? answer : sql`(select ${answer} from (select ${reached} as found offset 0) as reached)`;
}
