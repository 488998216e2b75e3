import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Action } from '../access/permissions.js';
import { organisationOf, type Viewer } from '../access/viewer.js';
import { mayDecide } from '../project/project.service.js';
import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import type { BrokenRule } from '../shared/errors/app-error.js';
import { yuanText } from '../shared/money/fen.js';
import { alias, sql } from '../shared/sql.js';
import { selectOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { checkedText } from '../writing/text.rules.js';
import { type WritingContext, write } from '../writing/write.js';
import { Contribution } from './contribution.entity.js';
import { takePlaceOf } from './contribution.service.js';

interface ReviewFacts {
  readonly id: string;
  readonly state: string;
  readonly recordedFor: string;
  readonly correctsId: string | null;
  readonly correctedState: string | null;
  readonly amountFen: string | null;
  readonly movedOnFen: string;
  readonly projectStatus: string | null;
  readonly sourceState: string | null;
  readonly sourceRemainingFen: string | null;
  readonly isOwnPlace: boolean;
}

/** Hands a draft in, or what was returned. */
export function submitContribution(context: WritingContext, contribution: string): Promise<Written> {
  return review(context, 'submitContribution', contribution, {
    permits: isRecorder,
    check: (facts, broken) => {
      expectState(broken, facts, ['DRAFT', 'RETURNED']);
      const remaining = BigInt(facts.sourceRemainingFen ?? facts.amountFen ?? '0');
      if (BigInt(facts.amountFen ?? '0') > remaining) {
        add(broken, 'ONWARD_EXCEEDS_SOURCE', `这笔资金还剩 ${yuanText(remaining)} 元可转出。`, `Of this money ${yuanText(remaining)} yuan can still move on.`);
      }
    },
    write: async (em, facts) => {
      const waits = facts.correctedState === 'ACCEPTED';
      await setState(em, facts.id, 'SUBMITTED', !waits);
      if (facts.correctsId !== null && !waits) await takePlaceOf(em, facts.id, facts.correctsId);
    },
  });
}

/** Takes back what is not accepted yet. */
export function withdrawContribution(context: WritingContext, contribution: string): Promise<Written> {
  return review(context, 'withdrawContribution', contribution, {
    permits: isRecorder,
    check: (facts, broken) => {
      expectState(broken, facts, ['DRAFT', 'SUBMITTED', 'RETURNED']);
      expectNothingMovedOn(broken, facts);
    },
    write: (em, facts) => setAside(em, facts, 'WITHDRAWN'),
  });
}

/** Accepts what was handed in: from now on it is public and part of every total. Nobody accepts its own. */
export function acceptContribution(context: WritingContext, contribution: string): Promise<Written> {
  return review(context, 'acceptContribution', contribution, {
    permits: mayDecideOn,
    check: (facts, broken) => {
      expectState(broken, facts, ['SUBMITTED']);
      if (facts.projectStatus === 'PROPOSED') {
        add(broken, 'PROJECT_NOT_APPROVED', '项目尚未批复，请先批复项目。', 'The project is not approved; approve it first.');
      }
      if (facts.sourceState !== null && facts.sourceState !== 'ACCEPTED') {
        add(broken, 'SOURCE_NOT_ACCEPTED', '这笔转出资金的来源尚未确认。', 'The money it comes from is not accepted yet.');
      }
      if (facts.correctsId !== null && BigInt(facts.movedOnFen) > BigInt(facts.amountFen ?? '0')) {
        add(broken, 'CORRECTION_BELOW_ONWARD', '已有更多资金转出，更正后的金额不能更低。', 'More of the money has moved on; the right amount cannot be lower.');
      }
    },
    write: async (em, facts) => {
      await sql`
        update contribution
        set state = case when id = ${facts.id}::bigint then 'ACCEPTED' else state end, live = (id = ${facts.id}::bigint)
        where id in (${facts.id}::bigint, ${facts.correctsId}::bigint)`.execute(em.getKysely<never>());
    },
  });
}

/** Sends back what was handed in, with a reason. */
export function returnContribution(context: WritingContext, contribution: string, reason: string): Promise<Written> {
  return review(context, 'returnContribution', contribution, {
    reason,
    permits: mayDecideOn,
    check: (facts, broken) => {
      checkedText(broken, ['reason'], reason, { max: 500, prose: true });
      expectState(broken, facts, ['SUBMITTED']);
      expectNothingMovedOn(broken, facts);
    },
    write: (em, facts) => setAside(em, facts, 'RETURNED'),
  });
}

interface Step {
  readonly reason?: string;
  readonly permits: (facts: ReviewFacts, viewer: Viewer) => boolean;
  readonly check: (facts: ReviewFacts, broken: BrokenRule[]) => void;
  readonly write: (em: SqlEntityManager, facts: ReviewFacts) => Promise<void>;
}

function review(context: WritingContext, action: Action, contribution: string, step: Step): Promise<Written> {
  return write<ReviewFacts>(context, {
    action,
    input: { contribution },
    load: (em) => loadReviewFacts(em, context, contribution),
    permits: step.permits,
    check: step.check,
    write: async (em, facts) => {
      await step.write(em, facts);
      return { type: 'Contribution', id: facts.id, change: { stateBefore: facts.state }, reason: step.reason };
    },
  });
}

function isRecorder({ recordedFor }: ReviewFacts, viewer: Viewer): boolean {
  return recordedFor === organisationOf(viewer);
}

function mayDecideOn({ recordedFor, isOwnPlace }: ReviewFacts, viewer: Viewer): boolean {
  if (recordedFor === organisationOf(viewer)) return false;
  return viewer.role === 'PROGRAMME_OFFICE' || (isOwnPlace && mayDecide(viewer.placeLevel));
}

/** A row that no longer counts; a correction that had taken a row's place gives it back. */
async function setAside(em: SqlEntityManager, facts: ReviewFacts, state: 'WITHDRAWN' | 'RETURNED'): Promise<void> {
  const givesBack = facts.correctsId !== null && facts.correctedState === 'SUBMITTED';
  await sql`
    update contribution
    set state = case when id = ${facts.id}::bigint then ${state} else state end,
        live = case when id = ${facts.id}::bigint then false else ${givesBack} or live end
    where id in (${facts.id}::bigint, ${facts.correctsId}::bigint)`.execute(em.getKysely<never>());
}

async function setState(em: SqlEntityManager, id: string, state: string, live: boolean): Promise<void> {
  await sql`update contribution set state = ${state}, live = ${live} where id = ${id}::bigint`.execute(em.getKysely<never>());
}

async function loadReviewFacts(em: SqlEntityManager, { viewer }: WritingContext, contribution: string): Promise<ReviewFacts> {
  const visible = shapeOf(Contribution).visibility.predicate(alias('contribution'), viewer);
  const key = keyOf('Contribution', contribution);
  // The fund that the money is in is locked before the row, in the order in which logging takes them.
  await sql`select from fund where id in (select unnest(array[fund_id, from_fund_id]) from contribution where id = ${key}::bigint) order by id for update`.execute(
    em.getKysely<never>(),
  );
  const facts = await selectOne<ReviewFacts>(
    em,
    sql`
      select id::text as id, state, recorded_for as "recordedFor", corrects_id::text as "correctsId", amount_fen::text as "amountFen",
        (select old.state from contribution old where old.id = contribution.corrects_id) as "correctedState",
        coalesce((select sum(amount_fen) from contribution child where child.parent_id = contribution.original_id and child.live), 0)::text as "movedOnFen",
        (select status from project where project.id = contribution.project_id) as "projectStatus",
        (select source.state from contribution source where source.original_id = contribution.parent_id and source.live) as "sourceState",
        (select source.amount_fen - coalesce((
            select sum(amount_fen) from contribution sibling
            where sibling.parent_id = contribution.parent_id and sibling.live and sibling.original_id <> contribution.original_id), 0)
          from contribution source where source.original_id = contribution.parent_id and source.live)::text as "sourceRemainingFen",
        ${viewer.placeId}::bigint is not null and not exists (
          select from contribution_place part join place on place.id = part.place_id
          where part.contribution_id = contribution.id
            and ${viewer.placeId}::bigint is distinct from all (array[province_id, prefecture_id, county_id, township_id, village_id]))
          and exists (select from contribution_place part where part.contribution_id = contribution.id) as "isOwnPlace"
      from contribution where id = ${key}::bigint and ${visible} for update`,
  );
  if (!facts) throw missing('Contribution', contribution);
  return facts;
}

function expectState(broken: BrokenRule[], { state }: ReviewFacts, expected: readonly string[]): void {
  if (expected.includes(state)) return;
  add(broken, 'CONTRIBUTION_STATE', `投入现在是 ${state}，须为 ${expected.join('、')}。`, `The contribution is ${state}; it must be ${expected.join(' or ')}.`);
}

function expectNothingMovedOn(broken: BrokenRule[], { movedOnFen, correctsId }: ReviewFacts): void {
  if (correctsId !== null || BigInt(movedOnFen) === 0n) return;
  add(broken, 'MONEY_MOVED_ON', `这笔资金已有 ${yuanText(BigInt(movedOnFen))} 元转出。`, `${yuanText(BigInt(movedOnFen))} yuan of this money have moved on.`);
}

function add(broken: BrokenRule[], code: string, zh: string, en: string): void {
  broken.push({ code, path: ['contribution'], messages: { zh, en } });
}
