import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import type { Viewer } from '../access/viewer.js';
import { refusingKeysTakenTwice } from '../reading/reader.js';
import { selectionOf } from '../reading/selection.js';
import { StatementWriter } from '../reading/statement.js';
import { translatingDatabaseErrors } from '../shared/errors/database-error.js';
import { type Executor, type Sql, sql } from '../shared/sql.js';
import { rolledAnswers } from './rolled-answers.js';
import type { Scope } from './scope.js';

type Answers = NonNullable<Scope['brought']>;

/** Impacts that stand in one place of an operation and differ in nothing but the anchor's key; one subselect answers all of them. */
interface Group {
  /** Null where something is asked that no rollup holds: then its loader asks for all of it together. */
  readonly answers: Sql | null;
}

interface Question {
  readonly group: Group;
  readonly key: string;
}

/** Brings the answers of impacts that rollups hold: of a whole list by one statement, and without a promise for each of their fields. */
export class AnswerLoader {
  readonly #groups = new WeakMap<GraphQLResolveInfo['fieldNodes'], Map<string, Group>>();
  #answers: DataLoader<Question, Answers> | undefined;

  constructor(
    private readonly executor: Executor,
    private readonly viewer: Viewer,
  ) {}

  /** The scope with the answers to all that is selected of its impact, where rollups hold them. */
  bring(scope: Scope, info: GraphQLResolveInfo): Scope | Promise<Scope> {
    const group = this.#groupOf(scope, info);
    if (group.answers === null) return scope;
    // Batched and not remembered: a mutation may be followed by another in the same request.
    this.#answers ??= new DataLoader((questions) => this.#answer(questions), { cache: false });
    return this.#answers.load({ group, key: scope.anchor?.key ?? '' }).then((brought) => ({ ...scope, brought }));
  }

  #groupOf(scope: Scope, info: GraphQLResolveInfo): Group {
    const groups = this.#groups.get(info.fieldNodes) ?? new Map<string, Group>();
    if (groups.size === 0) this.#groups.set(info.fieldNodes, groups);
    const { kind = '', level = '', givesMuch = '' } = scope.anchor ?? {};
    const variant = `${kind} ${level} ${givesMuch}`;
    const found = groups.get(variant);
    if (found) return found;
    const key = scope.anchor === null ? null : sql`anchor.key`;
    const { answers, areAll } = refusingKeysTakenTwice(() => rolledAnswers(scope, key, selectionOf(info), new StatementWriter(this.viewer)));
    const group = { answers: areAll ? answers : null };
    groups.set(variant, group);
    return group;
  }

  async #answer(questions: readonly Question[]): Promise<Answers[]> {
    const keys = new Map<Group, Set<string>>();
    for (const { group, key } of questions) keys.set(group, (keys.get(group) ?? new Set()).add(key));
    const groups = [...keys.keys()];
    // Behind a subselect the planner sees no keys, and keeps one plan for pages of any length.
    const subselects = groups.map(
      (group) => sql`(select json_object_agg(anchor.key, ${group.answers ?? sql`null`})
        from unnest((select ${sql.val([...(keys.get(group) ?? [])])}::text[])) as anchor (key))`,
    );
    const { rows } = await translatingDatabaseErrors(() =>
      sql<{ answer: string }>`select json_build_array(${sql.join(subselects)})::text as answer`.execute(this.executor),
    );
    const answers = JSON.parse(rows[0]?.answer ?? '[]') as Readonly<Record<string, Answers>>[];
    const byGroup = new Map(groups.map((group, index) => [group, answers[index]]));
    return questions.map(({ group, key }) => byGroup.get(group)?.[key] ?? {});
  }
}
