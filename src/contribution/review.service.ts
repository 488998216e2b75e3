import { periodClosed } from '../period/closed.rules.js';
import { versionsMade } from '../period/versions-made.js';
import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import type { BrokenRule } from '../shared/errors/app-error.js';
import { yuanText } from '../shared/money/fen.js';
import { alias, type Executor, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { checkedText } from '../writing/text.rules.js';
import { type Outcome, type WritingContext, write } from '../writing/write.js';
import { changedInChain, takePlace } from './chain-changes.js';
import { Contribution } from './contribution.entity.js';
import { lockChain } from './contribution.facts.js';
import { checkTakesMore, isApproved, onwardWouldDiffer, onwardWouldPrecede } from './contribution.rules.js';
import { expectStep, IN_REVIEW, isConfirmedByViewer, isLeftToCorrection, STEPS } from './contribution.steps.js';

type ReviewStep = 'submitContribution' | 'withdrawContribution' | 'acceptContribution' | 'returnContribution';

interface ReviewFacts {
  readonly id: string;
  readonly state: string;
  readonly live: boolean;
  readonly occurredOn: string;
  readonly amountFen: string | null;
  /** What counts of the money that was moved on from it. */
  readonly movedOnFen: string;
  /** A class of what moved on that is not the row's own, and the first day of it when that lies before the row's. */
  readonly otherOnwardClass: string | null;
  readonly earlierOnwardOn: string | null;
  readonly originalId: string;
  readonly correctsId: string | null;
  readonly correctedState: string | null;
  readonly correctedAmountFen: string | null;
  /** Of what moved on, something would not fit the corrected row. */
  readonly correctedDiffers: boolean;
  readonly hasOpenCorrection: boolean;
  /** The row of its chain of corrections that counts. */
  readonly liveId: string | null;
  readonly projectStatus: string | null;
  readonly pairingInForce: boolean;
  readonly movesOn: boolean;
  readonly sourceState: string | null;
  readonly sourceRemainingFen: string | null;
  readonly differsFromSource: boolean;
  readonly precedesSource: boolean;
  /** Accepting it changes a closed period, with consent. */
  readonly touchesClosed: boolean;
  /** In words, the closed periods that it touches and nobody has agreed to; null where there are none. */
  readonly unconsented: string | null;
  readonly isPermitted: boolean;
  readonly isConfirmedByViewer: boolean;
}

/** Hands a draft in, or what was returned. What it rests on may have changed since it was written, so that is looked at again. */
export function submitContribution(context: WritingContext, contribution: string): Promise<Written> {
  return review(context, 'submitContribution', contribution, {
    check: (facts, broken) => {
      expectNoOpenCorrection(broken, facts);
      expectCurrent(broken, facts);
      if (facts.correctsId === null) checkTakesMore(broken, ['contribution'], facts.projectStatus);
      if (!facts.pairingInForce) {
        add(
          broken,
          'PAIRING_NOT_IN_FORCE',
          `项目的结对在 ${facts.occurredOn} 当天不在有效期内。`,
          `The project's pairing was not in force on ${facts.occurredOn}.`,
        );
      }
      expectSourceCovers(broken, facts);
      expectOnwardCovered(broken, facts);
    },
    write: async (transaction, facts) => {
      const handedIn = await setState(transaction, facts.id, 'SUBMITTED');
      if (facts.correctedState === 'ACCEPTED') return handedIn;
      const { change, before, others } = await takePlace(transaction, facts.id, facts.originalId);
      return { change: { ...handedIn.change, ...change }, before: { ...handedIn.before, ...before }, others };
    },
  });
}

/** Takes back what is not accepted yet. */
export function withdrawContribution(context: WritingContext, contribution: string): Promise<Written> {
  return review(context, 'withdrawContribution', contribution, {
    check: (facts, broken) => {
      expectNoOpenCorrection(broken, facts);
      expectNothingMovedOn(broken, facts);
    },
    write: (transaction, facts) => setAside(transaction, facts, 'WITHDRAWN', null),
  });
}

/** Accepts what was confirmed: from now on it is public and part of every total. Nobody accepts its own, or what it confirmed itself. */
export function acceptContribution(context: WritingContext, contribution: string): Promise<Written> {
  return review(context, 'acceptContribution', contribution, {
    check: (facts, broken) => {
      if (facts.isConfirmedByViewer) {
        add(
          broken,
          'CONFIRMED_BY_YOURSELF',
          '这笔投入是您自己确认的，须由另一人验收。',
          'You confirmed this contribution yourself; somebody else has to accept it.',
        );
      }
      expectNoOpenCorrection(broken, facts);
      expectCurrent(broken, facts);
      if (!isApproved(facts.projectStatus)) {
        add(broken, 'PROJECT_NOT_APPROVED', '项目尚未批复，请先批复项目。', 'The project is not approved; approve it first.');
      }
      if (facts.movesOn && facts.sourceState !== 'ACCEPTED') {
        add(broken, 'SOURCE_NOT_ACCEPTED', '这笔转出资金的来源尚未验收。', 'The money it comes from is not accepted yet.');
      }
      if (facts.unconsented !== null) broken.push(periodClosed(['contribution'], facts.unconsented));
      expectSourceCovers(broken, facts);
      expectOnwardCovered(broken, facts);
    },
    write: async (transaction, { id, originalId, touchesClosed }) => {
      const done = await changedInChain(transaction, id, {
        set: sql`state = case when own.id = ${id}::bigint then 'ACCEPTED' else own.state end, live = (own.id = ${id}::bigint)`,
        where: sql`own.original_id = ${originalId}::bigint and (own.live or own.id = ${id}::bigint)`,
      });
      return touchesClosed ? { ...done, others: [...(done.others ?? []), ...(await versionsMade(transaction, id))] } : done;
    },
  });
}

/** Sends back what was handed in, with a reason. */
export function returnContribution(context: WritingContext, contribution: string, reason: string): Promise<Written> {
  return review(context, 'returnContribution', contribution, {
    reason,
    check: (facts, broken) => {
      checkedText(broken, ['reason'], reason, { max: 500, prose: true });
      expectNoOpenCorrection(broken, facts);
      expectNothingMovedOn(broken, facts);
    },
    write: (transaction, facts) => setAside(transaction, facts, 'RETURNED', normaliseText(reason)),
  });
}

type StateChange = Pick<Outcome, 'change' | 'before' | 'others'>;

interface Step {
  readonly reason?: string;
  readonly check: (facts: ReviewFacts, broken: BrokenRule[]) => void;
  readonly write: (transaction: Executor, facts: ReviewFacts) => Promise<StateChange>;
}

function review(context: WritingContext, action: ReviewStep, contribution: string, step: Step): Promise<Written> {
  return write<ReviewFacts>(context, {
    action,
    input: { contribution },
    load: (transaction) => loadReviewFacts(transaction, context, action, contribution),
    permits: ({ isPermitted }) => isPermitted,
    check: (facts, broken) => {
      expectStep(action, facts);
      step.check(facts, broken);
    },
    write: async (transaction, facts) => ({ type: 'Contribution', id: facts.id, ...(await step.write(transaction, facts)), reason: step.reason }),
  });
}

/** A row that no longer counts, nor what was confirmed of it; a correction that had taken a row's place gives it back. */
function setAside(transaction: Executor, facts: ReviewFacts, state: 'WITHDRAWN' | 'RETURNED', returnReason: string | null): Promise<StateChange> {
  const isIt = sql`own.id = ${facts.id}::bigint`;
  return changedInChain(transaction, facts.id, {
    set: sql`state = case when ${isIt} then ${state} else own.state end,
      return_reason = case when ${isIt} then ${returnReason}::text else own.return_reason end,
      confirmation_id = case when ${isIt} then null else own.confirmation_id end,
      live = case when ${isIt} then false else ${givesBack(facts)} or own.live end`,
    where: sql`own.id in (${facts.id}::bigint, ${facts.correctsId}::bigint)`,
  });
}

/** Only a row that counts holds a place to give back. */
function givesBack({ live, correctedState }: ReviewFacts): boolean {
  return live && IN_REVIEW.some((state) => state === correctedState);
}

function setState(transaction: Executor, id: string, state: string): Promise<StateChange> {
  return changedInChain(transaction, id, { set: sql`state = ${state}, return_reason = null`, where: sql`own.id = ${id}::bigint` });
}

async function loadReviewFacts(transaction: Executor, { viewer }: WritingContext, step: ReviewStep, contribution: string): Promise<ReviewFacts> {
  const row = alias('contribution');
  const visible = shapeOf(Contribution).visibility.predicate(row, viewer);
  const key = keyOf('Contribution', contribution);
  await lockChain(transaction, key);
  const facts = await selectOne<ReviewFacts>(
    transaction,
    sql`
      select contribution.id::text as id, contribution.state, contribution.live,
        contribution.occurred_on::text as "occurredOn", contribution.amount_fen::text as "amountFen",
        moved_on_fen(contribution.original_id)::text as "movedOnFen",
        onward_other_class(contribution.original_id, contribution.flow_class, contribution.stage) as "otherOnwardClass",
        (select first_on::text from onward_first_on(contribution.original_id) as first_on where first_on < contribution.occurred_on) as "earlierOnwardOn",
        coalesce(corrected.differs, false) as "correctedDiffers", contribution.original_id::text as "originalId",
        counting_row(contribution.original_id)::text as "liveId",
        contribution.corrects_id::text as "correctsId", corrected.state as "correctedState", corrected.amount_fen::text as "correctedAmountFen",
        ${isLeftToCorrection(row)} as "hasOpenCorrection",
        project_status(contribution.project_id) as "projectStatus",
        coalesce(
          (select during @> contribution.occurred_on from pairing where pairing.id = contribution.pairing_id),
          project_is_paired(contribution.project_id, contribution.occurred_on),
          true) as "pairingInForce",
        contribution.parent_id is not null as "movesOn", source.state as "sourceState",
        coalesce(source.differs, false) as "differsFromSource", coalesce(source.precedes, false) as "precedesSource",
        source.remaining_fen::text as "sourceRemainingFen",
        ${step === 'acceptContribution' ? sql`closed_periods_of(contribution.id) <> '{}'` : sql`false`} as "touchesClosed",
        ${step === 'acceptContribution' ? sql`unconsented_periods(contribution.id)` : sql`null`} as unconsented,
        ${STEPS[step].by(row)} as "isPermitted", ${isConfirmedByViewer(row)} as "isConfirmedByViewer"
      from contribution, corrected_row(contribution.id) as corrected, source_of(contribution.id) as source
      where contribution.id = ${key}::bigint and ${visible}`,
  );
  if (!facts) throw missing('Contribution', contribution);
  return facts;
}

/** A row with a correction is decided by way of that correction. */
function expectNoOpenCorrection(broken: BrokenRule[], { hasOpenCorrection }: ReviewFacts): void {
  if (hasOpenCorrection)
    add(broken, 'ALREADY_CORRECTED', '这笔投入已被更正，请处理更正后的一笔。', 'The contribution was corrected; decide on the correction.');
}

/**
 * A correction replaces the row it corrects and nothing else of its chain: when that one does not count, because it was
 * returned or withdrawn, or because it waits itself, the correction rests on nothing.
 */
function expectCurrent(broken: BrokenRule[], { id, liveId, correctsId, correctedState, hasOpenCorrection }: ReviewFacts): void {
  const replaceable = [null, correctsId, id];
  if (hasOpenCorrection || (replaceable.includes(liveId) && correctedState !== 'WITHDRAWN')) return;
  add(
    broken,
    'CORRECTION_OUTDATED',
    '它所更正的一笔已撤回，或现在计入的是另一笔：请撤回它，再更正现行的一笔。',
    'The row it corrects was withdrawn, or another one of its corrections counts now; withdraw it and correct the row that counts.',
  );
}

/** Once this row counts no more, what takes its place must still cover what was moved on, and be of its kind. */
function expectNothingMovedOn(broken: BrokenRule[], facts: ReviewFacts): void {
  const movedOn = BigInt(facts.movedOnFen);
  const staying = givesBack(facts) && !facts.correctedDiffers ? BigInt(facts.correctedAmountFen ?? '0') : 0n;
  if (!facts.live || movedOn <= staying) return;
  add(broken, 'MONEY_MOVED_ON', `这笔资金已有 ${yuanText(movedOn)} 元转出。`, `${yuanText(movedOn)} yuan of this money have moved on.`);
}

/** What the row itself moves on is still there to be moved. */
function expectSourceCovers(broken: BrokenRule[], { movesOn, amountFen, sourceRemainingFen, differsFromSource, precedesSource }: ReviewFacts): void {
  const remaining = BigInt(sourceRemainingFen ?? '0');
  if (differsFromSource)
    add(
      broken,
      'ONWARD_DIFFERS',
      '资金来源的性质或阶段已更正，转出的资金须与它一致。',
      'What it comes from was given another class or stage since; money that moves on keeps them.',
    );
  if (precedesSource)
    add(
      broken,
      'ONWARD_BEFORE_SOURCE',
      '资金来源的日期已更正，这笔资金不能在此前转出。',
      'What it comes from was given a later day since; the money cannot move on before that.',
    );
  if (!movesOn || BigInt(amountFen ?? '0') <= remaining) return;
  add(
    broken,
    'ONWARD_EXCEEDS_SOURCE',
    `这笔资金还剩 ${yuanText(remaining)} 元可转出。`,
    `Of this money ${yuanText(remaining)} yuan can still move on.`,
  );
}

/** What was moved on of the row it corrects is still covered, and still of its kind. */
function expectOnwardCovered(broken: BrokenRule[], { amountFen, movedOnFen, otherOnwardClass, earlierOnwardOn }: ReviewFacts): void {
  if (otherOnwardClass !== null) broken.push(onwardWouldDiffer(['contribution'], otherOnwardClass));
  if (earlierOnwardOn !== null) broken.push(onwardWouldPrecede(['contribution'], earlierOnwardOn));
  if (BigInt(movedOnFen) <= BigInt(amountFen ?? '0')) return;
  add(
    broken,
    'CORRECTION_BELOW_ONWARD',
    '已有更多资金转出，更正后的金额不能更低。',
    'More of the money has moved on; the right amount cannot be lower.',
  );
}

function add(broken: BrokenRule[], code: string, zh: string, en: string): void {
  broken.push({ code, path: ['contribution'], messages: { zh, en } });
}
