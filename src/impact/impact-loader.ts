import DataLoader from 'dataloader';
import type { Viewer } from '../access/viewer.js';
import { translatingDatabaseErrors } from '../shared/errors/database-error.js';
import { type Executor, type Sql, sql } from '../shared/sql.js';
import { FACETS, type FacetAnswers, type FacetName } from './facets/facets.js';
import type { Scope } from './scope.js';

interface Question {
  readonly scope: Scope;
  readonly facet: FacetName;
}

/** Questions that differ in nothing but the anchor's key; one subselect answers all of them. */
interface Group {
  readonly facet: FacetName;
  readonly scope: Scope;
  readonly keys: string[];
}

/**
 * Answers the parts of impacts. What one level of a request asks is answered by one statement, however many places or
 * partners stand in its list.
 */
export class ImpactLoader {
  /** Made when something is asked, for most requests ask nothing here. */
  #answers: DataLoader<Question, unknown, string> | undefined;

  constructor(
    private readonly executor: Executor,
    private readonly viewer: Viewer,
    /** Common to what a request asks of the present and of other instants. */
    private readonly toldFromLedger: Set<string>,
  ) {}

  /** What the request asked that no rollup holds, so that the ledger was added up for it. */
  get fromLedger(): readonly string[] {
    return [...this.toldFromLedger].sort();
  }

  /** Says that a part of the answer is added up from the ledger. */
  tellsFromLedger(part: string): void {
    this.toldFromLedger.add(part);
  }

  load<Name extends FacetName>(scope: Scope, facet: Name): Promise<FacetAnswers[Name]> {
    // Batched and not remembered: a mutation may be followed by another in the same request.
    this.#answers ??= new DataLoader((questions) => this.#answer(questions), { cache: false });
    return this.#answers.load({ scope, facet }) as Promise<FacetAnswers[Name]>;
  }

  async #answer(questions: readonly Question[]): Promise<unknown[]> {
    const groups = new Map<string, Group>();
    const groupOf = questions.map(({ facet, scope }) => {
      const key = groupKey({ facet, scope });
      const group = groups.get(key) ?? { facet, scope, keys: [] };
      group.keys.push(keyOf(scope));
      groups.set(key, group);
      return group;
    });
    const answers = await this.#run([...groups.values()]);
    const byGroup = new Map([...groups.values()].map((group, index) => [group, answers[index]]));
    return questions.map(({ scope }, index) => byGroup.get(groupOf[index] as Group)?.[keyOf(scope)]);
  }

  async #run(groups: readonly Group[]): Promise<Record<string, unknown>[]> {
    const subselects = groups.map((group) => this.#subselect(group));
    const { rows } = await translatingDatabaseErrors(() =>
      sql<{ answer: string }>`select json_build_array(${sql.join(subselects)})::text as answer`.execute(this.executor),
    );
    return JSON.parse(rows[0]?.answer ?? '[]') as Record<string, unknown>[];
  }

  #subselect({ facet, scope, keys }: Group): Sql {
    const anchorKey = scope.anchor === null ? null : sql`anchor.key`;
    const { rolled, ledger, answers = [facet] } = FACETS[facet];
    const figure = rolled?.(scope, anchorKey) ?? null;
    if (figure === null && rolled !== null) for (const field of answers) this.tellsFromLedger(field);
    // Behind a subselect the planner sees no keys, and keeps one plan for pages of any length.
    return sql`(select json_object_agg(anchor.key, ${figure ?? ledger(scope, anchorKey, this.viewer)})
      from unnest((select ${sql.val([...new Set(keys)])}::text[])) as anchor (key))`;
  }
}

function keyOf({ anchor }: Scope): string {
  return anchor?.key ?? '';
}

function groupKey({ scope: { anchor, filter, stage }, facet }: Question): string {
  return JSON.stringify([facet, anchor?.kind ?? null, anchor?.level ?? null, anchor?.givesMuch ?? null, filter, stage ?? null]);
}
