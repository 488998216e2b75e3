import type { Viewer } from '../access/viewer.js';
import { keyOf, missing } from '../reading/reference.js';
import { shapeOf } from '../reading/shape.js';
import { alias, type Executor, sql } from '../shared/sql.js';
import { selectOne, TODAY } from '../writing/facts.js';
import { Agreement } from './agreement.entity.js';
import { AGREEMENT_STEPS, type AgreementStep } from './agreement.steps.js';
import { AgreementAmendment } from './agreement-amendment.entity.js';

interface SignedFacts {
  readonly id: string;
  readonly state: string;
  readonly today: string;
  readonly synthetic: boolean;
  /** The side that the viewer signs for. */
  readonly side: string | null;
  readonly hasSideSigned: boolean;
  readonly hasAccountSigned: boolean;
  readonly isPermitted: boolean;
}

export interface AgreementFacts extends SignedFacts {
  readonly reason: string | null;
  readonly startsOn: string;
  /** An amendment of it waits for signatures. */
  readonly hasDraft: boolean;
}

/** Locks the agreement, so that what is read of it is as the last writer left it. */
export async function loadAgreement(transaction: Executor, viewer: Viewer, step: AgreementStep, agreement: string): Promise<AgreementFacts> {
  const key = keyOf('Agreement', agreement);
  const row = alias('agreement');
  await sql`select from agreement where id = ${key}::bigint for no key update`.execute(transaction);
  const found = await selectOne<AgreementFacts>(
    transaction,
    sql`
      select id::text as id, state, ${TODAY}::text as today, synthetic, reason, starts_on::text as "startsOn", viewer_side(pairing_id) as side,
        coalesce(has_signed(id, null, viewer_side(pairing_id), null), false) as "hasSideSigned",
        coalesce(has_signed(id, null, null, viewer_account()), false) as "hasAccountSigned",
        exists (select from agreement_amendment where agreement_id = agreement.id and state = 'DRAFT') as "hasDraft",
        ${AGREEMENT_STEPS[step].by(row)} as "isPermitted"
      from agreement where id = ${key}::bigint and ${shapeOf(Agreement).visibility.predicate(row, viewer)}`,
  );
  if (!found) throw missing('Agreement', agreement);
  return found;
}

export interface AmendmentFacts extends SignedFacts {
  readonly agreementId: string;
  readonly agreementState: string;
  readonly number: number | null;
}

/** Locks the agreement before its amendment, as everybody does. */
export async function loadAmendment(transaction: Executor, viewer: Viewer, step: AgreementStep, amendment: string): Promise<AmendmentFacts> {
  const key = keyOf('AgreementAmendment', amendment);
  const row = alias('agreement_amendment');
  await sql`select from agreement where id = (select agreement_id from agreement_amendment where id = ${key}::bigint) for no key update`.execute(
    transaction,
  );
  const found = await selectOne<AmendmentFacts>(
    transaction,
    sql`
      select agreement_amendment.id::text as id, agreement_amendment.state, ${TODAY}::text as today, agreement_amendment.synthetic,
        agreement.id::text as "agreementId", agreement.state as "agreementState", agreement_amendment.number, viewer_side(pairing_id) as side,
        coalesce(has_signed(agreement.id, agreement_amendment.id, viewer_side(pairing_id), null), false) as "hasSideSigned",
        coalesce(has_signed(agreement.id, agreement_amendment.id, null, viewer_account()), false) as "hasAccountSigned",
        ${AGREEMENT_STEPS[step].by(row)} as "isPermitted"
      from agreement_amendment join agreement on agreement.id = agreement_amendment.agreement_id
      where agreement_amendment.id = ${key}::bigint and ${shapeOf(AgreementAmendment).visibility.predicate(row, viewer)}`,
  );
  if (!found) throw missing('AgreementAmendment', amendment);
  return found;
}
