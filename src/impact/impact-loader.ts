import DataLoader from 'dataloader';
import type { Viewer } from '../access/viewer.js';
import { translatingDatabaseErrors } from '../shared/errors/database-error.js';
import { type Executor, type Sql, sql } from '../shared/sql.js';
import { type CountRow, countsFacet } from './facets/counts.facet.js';
import type { Facet } from './facets/facet.js';
import { type InKindRow, inKindFacet } from './facets/in-kind.facet.js';
import { type ClassMoneyRow, moneyFacet } from './facets/money.facet.js';
import { type PeopleRow, peopleFacet } from './facets/people.facet.js';
import { type LeftOutRow, leftOutFacet } from './left-out.js';
import type { Scope } from './scope.js';

/** What each facet answers with. */
export interface FacetAnswers {
  readonly money: readonly ClassMoneyRow[];
  readonly counts: CountRow;
  readonly inKind: readonly InKindRow[];
  readonly people: readonly PeopleRow[];
  readonly leftOut: readonly LeftOutRow[];
}

const FACETS: Readonly<Record<keyof FacetAnswers, Facet>> = {
  money: moneyFacet,
  counts: countsFacet,
  inKind: inKindFacet,
  people: peopleFacet,
  leftOut: leftOutFacet,
};

interface Question {
  readonly scope: Scope;
  readonly facet: keyof FacetAnswers;
}

/** Questions that differ in nothing but the anchor's key; one subselect answers all of them. */
interface Group {
  readonly facet: keyof FacetAnswers;
  readonly scope: Scope;
  readonly keys: string[];
}

/**
 * Answers the parts of impacts. What one level of a request asks is answered by one statement, however many places or
 * partners stand in its list.
 */
export class ImpactLoader {
  readonly #answers: DataLoader<Question, unknown, string>;

  constructor(
    private readonly executor: Executor,
    private readonly viewer: Viewer,
  ) {
    // Batched and not remembered: a mutation may be followed by another in the same request.
    this.#answers = new DataLoader((questions) => this.#answer(questions), {
      cache: false,
    });
  }

  load<Name extends keyof FacetAnswers>(scope: Scope, facet: Name): Promise<FacetAnswers[Name]> {
    return this.#answers.load({ scope, facet }) as Promise<FacetAnswers[Name]>;
  }

  async #answer(questions: readonly Question[]): Promise<unknown[]> {
    const groups = new Map<string, Group>();
    for (const question of questions) {
      const key = groupKey(question);
      const group = groups.get(key) ?? { facet: question.facet, scope: question.scope, keys: [] };
      group.keys.push(question.scope.anchor?.key ?? '');
      groups.set(key, group);
    }
    const answers = await this.#run([...groups.values()]);
    const byGroup = new Map([...groups.keys()].map((key, index) => [key, answers[index]]));
    return questions.map((question) => byGroup.get(groupKey(question))?.[question.scope.anchor?.key ?? '']);
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
    return sql`(select json_object_agg(anchor.key, ${FACETS[facet](scope, anchorKey, this.viewer)})
      from unnest(${sql.val([...new Set(keys)])}::text[]) as anchor (key))`;
  }
}

function groupKey({ scope, facet }: Question): string {
  return JSON.stringify([facet, scope.anchor?.kind ?? null, scope.anchor?.level ?? null, scope.filter]);
}
