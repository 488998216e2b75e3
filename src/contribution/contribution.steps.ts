import { type Action, may } from '../access/permissions.js';
import type { Viewer } from '../access/viewer.js';
import { AppError } from '../shared/errors/app-error.js';
import { encodeId } from '../shared/id.js';
import { namesZh, nameZh } from '../shared/names-zh.js';
import { type Alias, isOneOf, type Sql, sql } from '../shared/sql.js';
import { ContributionState } from './contribution.enums.js';

const { DRAFT, SUBMITTED, CONFIRMED, DISPUTED, ACCEPTED, RETURNED } = ContributionState;

/** Handed in, and neither accepted nor sent back. */
export const IN_REVIEW: readonly ContributionState[] = [SUBMITTED, CONFIRMED, DISPUTED];

/** What counts in the books may be in any of these. */
export const HANDED_IN: readonly ContributionState[] = [...IN_REVIEW, ACCEPTED];

/** Whose step it is. The database says it (schema/migrations/028_confirmation.sql), because it hangs on rows that the viewer does not see. */
const RECORDER = (row: Alias) => sql`coalesce(${row('recorded_for')} = any(viewer_organisations()), false)`;
const RECEIVER = (row: Alias) => sql`viewer_confirms(${row('id')})`;
const DECIDER = (row: Alias) => sql`viewer_decides(${row('id')})`;
const PARTY = (row: Alias) => sql`viewer_is_party(${row('id')})`;

/** A row whose correction is under way, or accepted, is left to that correction. */
export const isLeftToCorrection = (row: Alias): Sql => sql`coalesce(${isOneOf(sql`correction_state(${row('id')})`, HANDED_IN)}, false)`;

/** Whoever confirmed a row does not accept it as well. */
export const isConfirmedByViewer = (row: Alias): Sql => sql`coalesce(confirming_account(${row('id')}) = viewer_account(), false)`;

/** A change of it would touch a closed period, and nobody has agreed to that. */
const needsConsent = (row: Alias): Sql => sql`unconsented_periods(${row('id')}) is not null`;

/** Another row of its chain counts, or is to. */
export const isReplaced = (row: Alias): Sql => sql`(${row('state')} = 'ACCEPTED' and not ${row('live')} or ${isLeftToCorrection(row)})`;

interface Step {
  readonly from: readonly ContributionState[];
  readonly by: (row: Alias) => Sql;
  /** What else keeps the viewer from it, beside the rules of the row itself. */
  readonly unless?: (row: Alias) => Sql;
}

/** The life of a contribution: each step, from which states, and whose it is. It refuses, and it answers what the viewer can do. */
export const STEPS = {
  submitContribution: { from: [DRAFT, RETURNED], by: RECORDER, unless: isLeftToCorrection },
  withdrawContribution: { from: [DRAFT, ...IN_REVIEW, RETURNED], by: RECORDER, unless: isLeftToCorrection },
  correctContribution: {
    from: [...HANDED_IN, RETURNED],
    by: RECORDER,
    unless: (row) => sql`correction_state(${row('id')}) is not null or not ${row('live')} and counting_row(${row('original_id')}) is not null
      or ${row('state')} = 'ACCEPTED' and ${needsConsent(row)}`,
  },
  confirmContribution: { from: IN_REVIEW, by: RECEIVER, unless: isLeftToCorrection },
  acceptContribution: {
    from: [CONFIRMED],
    by: DECIDER,
    unless: (row) => sql`${isLeftToCorrection(row)} or ${isConfirmedByViewer(row)} or ${needsConsent(row)}`,
  },
  returnContribution: { from: IN_REVIEW, by: DECIDER, unless: isLeftToCorrection },
  askForCorrection: {
    from: [...HANDED_IN, RETURNED],
    by: (row) => sql`viewer_asks(${row('id')})`,
    unless: (row) => sql`${isReplaced(row)} or not ${needsConsent(row)}
      or exists (select from correction_request where correction_request.original_id = ${row('original_id')}
        and agreed is null and withdrawn_at is null)`,
  },
  sendContributionMessage: { from: [...HANDED_IN, RETURNED], by: PARTY },
} as const satisfies Partial<Record<Action, Step>>;

export type StepName = keyof typeof STEPS;

/** Whether the row, as it is, is for the viewer's role to take the step with. Its text is the same for all viewers. */
export function isOpenTo(step: StepName): (row: Alias) => Sql {
  const { from, by, unless }: Step = STEPS[step];
  return (row) => sql`case when ${isOneOf(row('state'), from)} then ${by(row)}${unless ? sql` and not (${unless(row)})` : sql``} else false end`;
}

/** The same for this viewer, whose token may be narrowed. */
export function canTake(step: StepName, isOpen: boolean, viewer: Viewer): boolean {
  return isOpen && may(viewer, step);
}

/** Throws where the row is in no state for the step: somebody else was quicker, or it never was. */
export function expectStep(step: StepName, { id, state }: { readonly id: string; readonly state: string }): void {
  const { from }: Step = STEPS[step];
  if (from.some((expected) => expected === state)) return;
  throw new AppError(
    'CONFLICT',
    {
      zh: `投入现在是“${nameZh('ContributionState', state)}”，须为${namesZh('ContributionState', from)}。`,
      en: `The contribution is ${state} now; it must be ${from.join(' or ')}.`,
    },
    { reason: 'CONTRIBUTION_STATE', contribution: { id: encodeId('Contribution', id), state } },
  );
}
