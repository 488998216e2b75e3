import { type Action, may } from '../access/permissions.js';
import type { Viewer } from '../access/viewer.js';
import { AppError } from '../shared/errors/app-error.js';
import { encodeId } from '../shared/id.js';
import { namesZh, nameZh } from '../shared/names-zh.js';
import { type Alias, isOneOf, type Sql, sql } from '../shared/sql.js';

/** Whose step it is. The database says it (schema/migrations/033_agreement.sql). */
const SIDE = (pairing: Sql) => sql`viewer_side(${pairing}) is not null`;
const DECIDER = (pairing: Sql) => sql`viewer_decides_on_pairing(${pairing})`;

const ofAgreement = (row: Alias) => row('pairing_id');
const ofAmendment = (row: Alias) => sql`(select agreement.pairing_id from agreement where agreement.id = ${row('agreement_id')})`;

interface Step {
  readonly of: 'Agreement' | 'AgreementAmendment';
  readonly from: readonly string[];
  readonly by: (row: Alias) => Sql;
  /** What else keeps the viewer from it. */
  readonly unless?: (row: Alias) => Sql;
}

/** Nobody signs twice, for one side or for both. */
const hasSigned = (agreement: Sql, amendment: Sql, pairing: Sql) =>
  sql`has_signed(${agreement}, ${amendment}, viewer_side(${pairing}), viewer_account())`;

/** The life of agreements and amendments: each step, from which states, and whose it is. It refuses, and it answers what the viewer can do. */
export const AGREEMENT_STEPS = {
  signAgreement: {
    of: 'Agreement',
    from: ['DRAFT'],
    by: (row) => SIDE(ofAgreement(row)),
    unless: (row) => hasSigned(row('id'), sql`null`, ofAgreement(row)),
  },
  withdrawAgreement: { of: 'Agreement', from: ['DRAFT'], by: (row) => SIDE(ofAgreement(row)) },
  amendAgreement: {
    of: 'Agreement',
    from: ['IN_FORCE'],
    by: (row) => SIDE(ofAgreement(row)),
    unless: (row) => sql`exists (select from agreement_amendment draft where draft.agreement_id = ${row('id')} and draft.state = 'DRAFT')`,
  },
  suspendAgreement: { of: 'Agreement', from: ['IN_FORCE'], by: (row) => DECIDER(ofAgreement(row)) },
  resumeAgreement: { of: 'Agreement', from: ['SUSPENDED'], by: (row) => DECIDER(ofAgreement(row)) },
  endAgreement: { of: 'Agreement', from: ['IN_FORCE'], by: (row) => sql`(${SIDE(ofAgreement(row))} or ${DECIDER(ofAgreement(row))})` },
  signAmendment: {
    of: 'AgreementAmendment',
    from: ['DRAFT'],
    by: (row) => SIDE(ofAmendment(row)),
    unless: (row) => sql`${hasSigned(row('agreement_id'), row('id'), ofAmendment(row))}
      or not exists (select from agreement where agreement.id = ${row('agreement_id')} and agreement.state = 'IN_FORCE')`,
  },
  withdrawAmendment: { of: 'AgreementAmendment', from: ['DRAFT'], by: (row) => SIDE(ofAmendment(row)) },
} as const satisfies Partial<Record<Action, Step>>;

export type AgreementStep = keyof typeof AGREEMENT_STEPS;

/** The columns of a type that say which steps are open to the viewer's role. Their text is the same for all viewers. */
export function stepColumns(type: Step['of']): Readonly<Record<string, (row: Alias) => Sql>> {
  const steps = Object.entries<Step>(AGREEMENT_STEPS).filter(([, step]) => step.of === type);
  return Object.fromEntries(
    steps.map(([name, { from, by, unless }]) => [
      name,
      (row: Alias) => sql`case when ${isOneOf(row('state'), from)} then ${by(row)}${unless ? sql` and not (${unless(row)})` : sql``} else false end`,
    ]),
  );
}

/** The same for this viewer, whose token may be narrowed. */
export function canTakeAgreementStep(step: AgreementStep, isOpen: boolean, viewer: Viewer): boolean {
  return isOpen && may(viewer, step);
}

/** Throws where the agreement is in no state for the step: somebody else was quicker, or it never was. */
export function expectAgreementStep(step: AgreementStep, facts: { readonly id: string; readonly state: string }): void {
  const { of, from }: Step = AGREEMENT_STEPS[step];
  if (!from.includes(facts.state)) throw agreementConflict(of, facts, from);
}

export function agreementConflict(of: Step['of'], { id, state }: { readonly id: string; readonly state: string }, from: readonly string[]): AppError {
  const called =
    of === 'Agreement' ? { zh: '协议', en: 'agreement', states: 'AgreementState' } : { zh: '修订', en: 'amendment', states: 'AmendmentState' };
  return new AppError(
    'CONFLICT',
    {
      zh: `${called.zh}现在是“${nameZh(called.states, state)}”，须为${namesZh(called.states, from)}。`,
      en: `The ${called.en} is ${state} now; it must be ${from.join(' or ')}.`,
    },
    { reason: 'AGREEMENT_STATE', [called.en]: { id: encodeId(of, id), state } },
  );
}
