import type { SqlEntityManager } from '@mikro-orm/sql';
import { type Action, assertMay, forbidden } from '../access/permissions.js';
import { organisationOf, type Viewer } from '../access/viewer.js';
import { changeRecorded } from '../history/record.js';
import { type BrokenRule, rulesBroken } from '../shared/errors/app-error.js';
import { translatingDatabaseErrors } from '../shared/errors/database-error.js';
import { sql } from '../shared/sql.js';
import { findEarlierResult, keyedWrite, resultKept } from './idempotency-key.js';
import type { Written } from './payload.js';

/** What a mutation needs of the request. */
export interface WritingContext {
  readonly viewer: Viewer;
  readonly em: SqlEntityManager;
  readonly requestId: string;
}

/** What a write did, for the history. */
export interface Outcome {
  readonly type: string;
  readonly id: string;
  readonly change: Readonly<Record<string, unknown>>;
  readonly reason?: string;
}

/** A write as its stages, which always run in this order and in one transaction. */
export interface WritePlan<Facts, Checked> {
  readonly action: Action;
  readonly input: unknown;
  /** Of writes that create something; see `IDEMPOTENCY_KEY`. */
  readonly idempotencyKey?: string;
  /** Reads what the write concerns, only as far as the viewer sees it, and locks what it depends on. */
  readonly load: (em: SqlEntityManager) => Promise<Facts>;
  /** Whether it is the viewer's to do, beyond what the role's table says. */
  readonly permits: (facts: Facts, viewer: Viewer) => boolean;
  /** Adds every rule that it would break, and gives the input in the form it is stored in when there is none. */
  readonly check: (facts: Facts, broken: BrokenRule[]) => Checked;
  readonly write: (em: SqlEntityManager, facts: Facts, checked: Checked) => Promise<Outcome>;
}

/** The one way to write: load, permission, rules, write, record; whole or not at all. */
export async function write<Facts, Checked = void>({ viewer, em, requestId }: WritingContext, plan: WritePlan<Facts, Checked>): Promise<Written> {
  assertMay(viewer, plan.action);
  const organisation = organisationOf(viewer);
  const keyed = plan.idempotencyKey === undefined ? null : keyedWrite(organisation, plan.idempotencyKey, { action: plan.action, input: plan.input });

  return translatingDatabaseErrors(() =>
    em.fork().transactional(async (transaction) => {
      if (keyed) {
        const earlier = await findEarlierResult(transaction.getKysely<never>(), keyed);
        if (earlier !== null) return { id: earlier };
      }
      const facts = await plan.load(transaction);
      if (!plan.permits(facts, viewer)) throw forbidden(plan.action);
      const broken: BrokenRule[] = [];
      const checked = plan.check(facts, broken);
      if (broken.length > 0) throw rulesBroken(broken);
      const outcome = await plan.write(transaction, facts, checked);
      const recorded = changeRecorded({ viewer, organisation, requestId, action: plan.action, ...outcome });
      const kept = keyed ? sql`with recorded as (${recorded}) ${resultKept(keyed, outcome.id)}` : recorded;
      await kept.execute(transaction.getKysely<never>());
      return { id: outcome.id };
    }),
  );
}
