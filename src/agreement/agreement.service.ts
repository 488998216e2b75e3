import { organisationOf } from '../access/viewer.js';
import { keyOf, missing } from '../reading/reference.js';
import type { BrokenRule } from '../shared/errors/app-error.js';
import { encodeId } from '../shared/id.js';
import { type Executor, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectAll, selectOne, selectTheOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { checkedText } from '../writing/text.rules.js';
import { type Outcome, type WritingContext, write } from '../writing/write.js';
import { type AgreementFacts, type AmendmentFacts, loadAgreement, loadAmendment } from './agreement.facts.js';
import type { AmendAgreementInput, DraftAgreementInput, EndAgreementInput, SignAgreementInput, SignAmendmentInput } from './agreement.input.js';
import { checkAmendment, checkDraft, checkEnd, checkSignature, type PairingOfDraft, type Signature } from './agreement.rules.js';
import { type AgreementStep, agreementConflict, expectAgreementStep } from './agreement.steps.js';

/** Drafts an agreement, by either side of its pairing. */
export function draftAgreement(context: WritingContext, input: DraftAgreementInput, idempotencyKey: string): Promise<Written> {
  const { viewer } = context;
  return write<PairingOfDraft>(context, {
    action: 'draftAgreement',
    input,
    idempotencyKey,
    load: async (transaction) => {
      const found = await selectOne<PairingOfDraft>(
        transaction,
        sql`
          select id::text as id, ended_on::text as "endedOn", viewer_side(id) as side, synthetic,
            exists (select from agreement
              where pairing_id = pairing.id and number = ${normaliseText(input.number)} and state <> 'WITHDRAWN') as "isNumberTaken"
          from pairing where id = ${keyOf('Pairing', input.pairing)}::bigint`,
      );
      if (!found) throw missing('Pairing', input.pairing);
      return found;
    },
    permits: ({ side }) => side !== null,
    check: (pairing, broken) => checkDraft(broken, input, pairing),
    write: async (transaction, pairing) => {
      const [number, title, terms] = [
        normaliseText(input.number),
        normaliseText(input.title),
        input.terms == null ? null : normaliseText(input.terms),
      ];
      const { id } = await selectTheOne<{ id: string }>(
        transaction,
        sql`
          insert into agreement (pairing_id, number, title, terms, starts_on, ends_on, drafted_for, synthetic)
          values (${pairing.id}::bigint, ${number}, ${title}, ${terms}, ${input.startsOn}::date, ${input.endsOn ?? null}::date,
            ${organisationOf(viewer)}, ${pairing.synthetic || viewer.demonstration})
          returning id::text as id`,
      );
      return { type: 'Agreement', id, change: { ...input, number, title, terms, state: 'DRAFT' } };
    },
  });
}

/** Drafts the next amendment of an agreement in force, by either side. */
export function amendAgreement(context: WritingContext, input: AmendAgreementInput, idempotencyKey: string): Promise<Written> {
  const { viewer } = context;
  return write<AgreementFacts>(context, {
    action: 'amendAgreement',
    input,
    idempotencyKey,
    load: (transaction) => loadAgreement(transaction, viewer, 'amendAgreement', input.agreement),
    permits: ({ isPermitted }) => isPermitted,
    check: (facts, broken) => {
      expectAgreementStep('amendAgreement', facts);
      checkAmendment(broken, input, facts);
    },
    write: async (transaction, agreement) => {
      const summary = normaliseText(input.summary);
      const { id, number } = await selectTheOne<{ id: string; number: number }>(
        transaction,
        sql`
          insert into agreement_amendment (agreement_id, summary, effective_on, drafted_for, synthetic)
          values (${agreement.id}::bigint, ${summary}, ${input.effectiveOn}::date, ${organisationOf(viewer)},
            ${agreement.synthetic || viewer.demonstration})
          returning id::text as id, number`,
      );
      return { type: 'AgreementAmendment', id, change: { ...input, summary, number, state: 'DRAFT' } };
    },
  });
}

/** Signs an agreement for the viewer's side. With the second signature it is in force. */
export function signAgreement(context: WritingContext, input: SignAgreementInput, idempotencyKey: string): Promise<Written> {
  return write<AgreementFacts>(context, {
    action: 'signAgreement',
    input,
    idempotencyKey,
    load: (transaction) => loadAgreement(transaction, context.viewer, 'signAgreement', input.agreement),
    permits: ({ isPermitted }) => isPermitted,
    check: (facts, broken) => {
      expectAgreementStep('signAgreement', facts);
      checkSignature(broken, input, facts);
    },
    write: async (transaction, facts) => {
      await insertSignature(transaction, context, input, { ...facts, agreementId: facts.id, amendmentId: null });
      const { state } = await selectTheOne<{ state: string }>(transaction, sql`select state from agreement where id = ${facts.id}::bigint`);
      return { type: 'Agreement', id: facts.id, ...signed(input, facts, state) };
    },
  });
}

/** Signs an amendment for the viewer's side. */
export function signAmendment(context: WritingContext, input: SignAmendmentInput, idempotencyKey: string): Promise<Written> {
  return write<AmendmentFacts>(context, {
    action: 'signAmendment',
    input,
    idempotencyKey,
    load: (transaction) => loadAmendment(transaction, context.viewer, 'signAmendment', input.amendment),
    permits: ({ isPermitted }) => isPermitted,
    check: (facts, broken) => {
      expectAgreementStep('signAmendment', facts);
      if (facts.agreementState !== 'IN_FORCE')
        throw agreementConflict('Agreement', { id: facts.agreementId, state: facts.agreementState }, ['IN_FORCE']);
      checkSignature(broken, input, facts);
    },
    write: async (transaction, facts) => {
      await insertSignature(transaction, context, input, { ...facts, amendmentId: facts.id });
      const { state } = await selectTheOne<{ state: string }>(transaction, sql`select state from agreement_amendment where id = ${facts.id}::bigint`);
      return { type: 'AgreementAmendment', id: facts.id, ...signed(input, facts, state) };
    },
  });
}

interface Signed {
  readonly agreementId: string;
  readonly amendmentId: string | null;
  readonly side: string | null;
  readonly synthetic: boolean;
}

async function insertSignature(transaction: Executor, { viewer }: WritingContext, input: Signature, of: Signed): Promise<void> {
  await sql`
    insert into agreement_signature (agreement_id, amendment_id, side, signed_on, signatory_name, signatory_title, account_id, account_name, synthetic)
    values (${of.agreementId}::bigint, ${of.amendmentId}::bigint, ${of.side}, ${input.signedOn}::date, ${normaliseText(input.signatoryName)},
      ${normaliseText(input.signatoryTitle)}, ${viewer.accountId}::bigint, ${viewer.accountName}, ${of.synthetic || viewer.demonstration})`.execute(
    transaction,
  );
}

function signed({ signedOn, signatoryName, signatoryTitle }: Signature, { side, state }: { side: string | null; state: string }, now: string) {
  return { change: { side, signedOn, signatoryName, signatoryTitle, state: now }, before: { state } };
}

/** Gives a draft up, by either side. */
export function withdrawAgreement(context: WritingContext, agreement: string, reason: string): Promise<Written> {
  return step(context, 'withdrawAgreement', agreement, { reason, to: 'WITHDRAWN' });
}

export function withdrawAmendment(context: WritingContext, amendment: string, reason: string): Promise<Written> {
  return write<AmendmentFacts>(context, {
    action: 'withdrawAmendment',
    input: { amendment, reason },
    load: (transaction) => loadAmendment(transaction, context.viewer, 'withdrawAmendment', amendment),
    permits: ({ isPermitted }) => isPermitted,
    check: (facts, broken) => {
      expectAgreementStep('withdrawAmendment', facts);
      checkedText(broken, ['reason'], reason, { max: 500, prose: true });
    },
    write: async (transaction, { id, state, number }) => {
      const said = normaliseText(reason);
      await sql`update agreement_amendment set state = 'WITHDRAWN', reason = ${said}, number = null where id = ${id}::bigint`.execute(transaction);
      return { type: 'AgreementAmendment', id, change: { state: 'WITHDRAWN', number: null }, before: { state, number }, reason: said };
    },
  });
}

/** Suspends an agreement, and with it its projects that are approved or under way. */
export function suspendAgreement(context: WritingContext, agreement: string, reason: string): Promise<Written> {
  return step(context, 'suspendAgreement', agreement, { reason, to: 'SUSPENDED' });
}

/** Resumes it: each project goes on where it was, unless something else holds it up. */
export function resumeAgreement(context: WritingContext, agreement: string): Promise<Written> {
  return step(context, 'resumeAgreement', agreement, { to: 'IN_FORCE' });
}

export function endAgreement(context: WritingContext, input: EndAgreementInput): Promise<Written> {
  return step(context, 'endAgreement', input.agreement, {
    reason: input.reason,
    to: 'ENDED',
    endedOn: input.endedOn,
    check: (facts, broken) => checkEnd(broken, input, facts),
  });
}

interface StateStep {
  readonly to: string;
  readonly reason?: string;
  readonly endedOn?: string;
  readonly check?: (facts: AgreementFacts, broken: BrokenRule[]) => void;
}

/** A step that changes an agreement's state alone; what it does to projects the database does, and the history tells it of them, too. */
function step(context: WritingContext, action: AgreementStep, agreement: string, { to, reason, endedOn, check }: StateStep): Promise<Written> {
  const said = reason === undefined ? null : normaliseText(reason);
  return write<AgreementFacts>(context, {
    action,
    input: { agreement, reason, endedOn },
    load: (transaction) => loadAgreement(transaction, context.viewer, action, agreement),
    permits: ({ isPermitted }) => isPermitted,
    check: (facts, broken) => {
      expectAgreementStep(action, facts);
      if (check) check(facts, broken);
      else checkedText(broken, ['reason'], reason, { max: 500, prose: true });
    },
    write: async (transaction, { id, state, reason: was }) => {
      await sql`
        update agreement set state = ${to}, reason = ${said}, ended_on = ${endedOn ?? null}::date where id = ${id}::bigint`.execute(transaction);
      return {
        type: 'Agreement',
        id,
        change: { state: to, reason: said, ...(endedOn !== undefined && { endedOn }) },
        before: { state, reason: was, ...(endedOn !== undefined && { endedOn: null }) },
        ...(said !== null && { reason: said }),
        others: await projectsChanged(transaction, id),
      };
    },
  });
}

/** The projects that this transaction has suspended or let go with the agreement. */
async function projectsChanged(transaction: Executor, id: string): Promise<NonNullable<Outcome['others']>> {
  const projects = await selectAll<{ id: string; status: string; version: number; to: string }>(
    transaction,
    sql`
      select project.id::text as id, status, version, coalesce(suspended_from, status) as "to"
      from project_hold held join project on project.id = held.project_id
      where held.agreement_id = ${id}::bigint and now() in (held.begun_at, held.ended_at) and status_since = now()
      order by project.id`,
  );
  return projects.map(({ id: project, status, version, to }) => ({
    type: 'Project',
    id: project,
    change: { status, version, suspendedBy: status === 'SUSPENDED' ? encodeId('Agreement', id) : null },
    before: {
      status: status === 'SUSPENDED' ? to : 'SUSPENDED',
      version: version - 1,
      suspendedBy: status === 'SUSPENDED' ? null : encodeId('Agreement', id),
    },
  }));
}
