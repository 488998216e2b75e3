import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Action } from '../access/permissions.js';
import { organisationOf, type Viewer } from '../access/viewer.js';
import { isWithin } from '../place/place.reading.js';
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
import { lockChain } from './contribution.facts.js';
import { isGivenUp } from './contribution.rules.js';
import { takePlaceOf } from './contribution.service.js';

interface ReviewFacts {
  readonly id: string;
  readonly state: string;
  readonly live: boolean;
  readonly recordedFor: string;
  readonly occurredOn: string;
  readonly amountFen: string | null;
  /** What counts of the money that was moved on from it. */
  readonly movedOnFen: string;
  readonly correctsId: string | null;
  readonly correctedState: string | null;
  readonly correctedAmountFen: string | null;
  readonly hasOpenCorrection: boolean;
  readonly projectStatus: string | null;
  readonly pairingInForce: boolean;
  readonly movesOn: boolean;
  readonly sourceState: string | null;
  readonly sourceRemainingFen: string | null;
  readonly isOwnPlace: boolean;
}

/** Hands a draft in, or what was returned. What it rests on may have changed since it was written, so that is looked at again. */
export function submitContribution(context: WritingContext, contribution: string): Promise<Written> {
  return review(context, 'submitContribution', contribution, {
    permits: isRecorder,
    check: (facts, broken) => {
      expectState(broken, facts, ['DRAFT', 'RETURNED']);
      expectNoOpenCorrection(broken, facts);
      if (isGivenUp(facts.projectStatus) && facts.correctsId === null) {
        add(broken, 'PROJECT_CANCELLED', '项目已取消，不能再记投入。', 'The project is cancelled and takes no contributions.');
      }
      if (!facts.pairingInForce) {
        add(broken, 'PAIRING_NOT_IN_FORCE', `项目的结对在 ${facts.occurredOn} 当天不在有效期内。`, `The project's pairing was not in force on ${facts.occurredOn}.`);
      }
      expectSourceCovers(broken, facts);
      expectOnwardCovered(broken, facts);
    },
    write: async (em, facts) => {
      const waits = facts.correctedState === 'ACCEPTED';
      await setState(em, facts.id, 'SUBMITTED', !waits && facts.correctsId === null);
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
      expectNoOpenCorrection(broken, facts);
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
      expectNoOpenCorrection(broken, facts);
      if (facts.projectStatus === 'PROPOSED' || facts.projectStatus === 'WITHDRAWN') {
        add(broken, 'PROJECT_NOT_APPROVED', '项目尚未批复，请先批复项目。', 'The project is not approved; approve it first.');
      }
      if (facts.movesOn && facts.sourceState !== 'ACCEPTED') {
        add(broken, 'SOURCE_NOT_ACCEPTED', '这笔转出资金的来源尚未确认。', 'The money it comes from is not accepted yet.');
      }
      expectSourceCovers(broken, facts);
      expectOnwardCovered(broken, facts);
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
      expectNoOpenCorrection(broken, facts);
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
  await sql`
    update contribution
    set state = case when id = ${facts.id}::bigint then ${state} else state end,
        live = case when id = ${facts.id}::bigint then false else ${givesBack(facts)} or live end
    where id in (${facts.id}::bigint, ${facts.correctsId}::bigint)`.execute(em.getKysely<never>());
}

function givesBack({ correctedState }: ReviewFacts): boolean {
  return correctedState === 'SUBMITTED';
}

async function setState(em: SqlEntityManager, id: string, state: string, live: boolean): Promise<void> {
  await sql`update contribution set state = ${state}, live = ${live} where id = ${id}::bigint`.execute(em.getKysely<never>());
}

async function loadReviewFacts(em: SqlEntityManager, { viewer }: WritingContext, contribution: string): Promise<ReviewFacts> {
  const visible = shapeOf(Contribution).visibility.predicate(alias('contribution'), viewer);
  const key = keyOf('Contribution', contribution);
  await lockChain(em, key);
  const facts = await selectOne<ReviewFacts>(
    em,
    sql`
      select contribution.id::text as id, contribution.state, contribution.live, contribution.recorded_for as "recordedFor",
        contribution.occurred_on::text as "occurredOn", contribution.amount_fen::text as "amountFen",
        coalesce((select sum(amount_fen) from contribution child where child.parent_id = contribution.original_id and child.live), 0)::text as "movedOnFen",
        contribution.corrects_id::text as "correctsId", corrected.state as "correctedState", corrected.amount_fen::text as "correctedAmountFen",
        exists (select from contribution newer where newer.corrects_id = contribution.id and newer.state in ('SUBMITTED', 'ACCEPTED')) as "hasOpenCorrection",
        (select status from project where project.id = contribution.project_id) as "projectStatus",
        coalesce((select during @> contribution.occurred_on from pairing where pairing.id = contribution.pairing_id), true) as "pairingInForce",
        contribution.parent_id is not null as "movesOn", source.state as "sourceState",
        (source.amount_fen - coalesce((
            select sum(amount_fen) from contribution sibling
            where sibling.parent_id = contribution.parent_id and sibling.live and sibling.original_id <> contribution.original_id), 0))::text as "sourceRemainingFen",
        exists (select from contribution_place part where part.contribution_id = contribution.id) and not exists (
          select from contribution_place part join place on place.id = part.place_id
          where part.contribution_id = contribution.id and ${isWithin(alias('place'), sql`${viewer.placeId}::bigint`)} is not true) as "isOwnPlace"
      from contribution
      left join contribution corrected on corrected.id = contribution.corrects_id
      left join contribution source on source.original_id = contribution.parent_id and source.live
      where contribution.id = ${key}::bigint and ${visible}`,
  );
  if (!facts) throw missing('Contribution', contribution);
  return facts;
}

function expectState(broken: BrokenRule[], { state }: ReviewFacts, expected: readonly string[]): void {
  if (expected.includes(state)) return;
  add(broken, 'CONTRIBUTION_STATE', `投入现在是 ${state}，须为 ${expected.join('、')}。`, `The contribution is ${state}; it must be ${expected.join(' or ')}.`);
}

/** A row with a correction is decided by way of that correction. */
function expectNoOpenCorrection(broken: BrokenRule[], { hasOpenCorrection }: ReviewFacts): void {
  if (hasOpenCorrection) add(broken, 'ALREADY_CORRECTED', '这笔投入已被更正，请处理更正后的一笔。', 'The contribution was corrected; decide on the correction.');
}

/** Once this row counts no more, what takes its place must still cover what was moved on. */
function expectNothingMovedOn(broken: BrokenRule[], facts: ReviewFacts): void {
  const [movedOn, staying] = [BigInt(facts.movedOnFen), givesBack(facts) ? BigInt(facts.correctedAmountFen ?? '0') : 0n];
  if (!facts.live || movedOn <= staying) return;
  add(broken, 'MONEY_MOVED_ON', `这笔资金已有 ${yuanText(movedOn)} 元转出。`, `${yuanText(movedOn)} yuan of this money have moved on.`);
}

/** What the row itself moves on is still there to be moved. */
function expectSourceCovers(broken: BrokenRule[], { movesOn, amountFen, sourceRemainingFen }: ReviewFacts): void {
  const remaining = BigInt(sourceRemainingFen ?? '0');
  if (!movesOn || BigInt(amountFen ?? '0') <= remaining) return;
  add(broken, 'ONWARD_EXCEEDS_SOURCE', `这笔资金还剩 ${yuanText(remaining)} 元可转出。`, `Of this money ${yuanText(remaining)} yuan can still move on.`);
}

/** What was moved on of the row it corrects is still covered. */
function expectOnwardCovered(broken: BrokenRule[], { amountFen, movedOnFen }: ReviewFacts): void {
  if (BigInt(movedOnFen) <= BigInt(amountFen ?? '0')) return;
  add(broken, 'CORRECTION_BELOW_ONWARD', '已有更多资金转出，更正后的金额不能更低。', 'More of the money has moved on; the right amount cannot be lower.');
}

function add(broken: BrokenRule[], code: string, zh: string, en: string): void {
  broken.push({ code, path: ['contribution'], messages: { zh, en } });
}
