import { actingPartner } from '../partner/acting-partner.js';
import { keyOf, missing, placeReference } from '../reading/reference.js';
import { sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectOne, selectTheOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { insertRow, updateRow } from '../writing/rows.js';
import { type WritingContext, write } from '../writing/write.js';
import { Pairing } from './pairing.entity.js';
import type { AgreePairingInput, EndPairingInput } from './pairing.input.js';
import { type AgreementFacts, checkAgreement, checkEnding, type EndingFacts } from './pairing.rules.js';

/** Records a pairing that was agreed. A partner records its own, the programme office anybody's. */
export async function agreePairing(context: WritingContext, input: AgreePairingInput, idempotencyKey: string): Promise<Written> {
  return write<AgreementFacts>(context, {
    action: 'agreePairing',
    input,
    idempotencyKey,
    load: (transaction) =>
      selectTheOne(
        transaction,
        sql`
          select partner.id::text as "partnerId", place.id::text as "placeId", partner.kind as "partnerKind", place.level as "placeLevel",
            partner.synthetic or place.synthetic as "isOfExample",
            exists (select from programme_level
                    where programme = ${input.programme} and partner_kind = partner.kind and place_level = place.level) as "levelsFit",
            exists (select from pairing
                    where partner_id = partner.id and place_id = place.id and programme = ${input.programme}
                      and (ended_on is null or ended_on >= ${input.startedOn}::date)
                      and (started_on is null or ${input.endedOn ?? null}::date is null or started_on <= ${input.endedOn ?? null}::date)) as "overlaps"
          from partner, place
          where partner.id = ${actingPartner(context, input.partner)} and place.id = ${placeReference(input.place)}`,
      ),
    permits: ({ partnerId }, viewer) => viewer.partnerId === null || viewer.partnerId === partnerId,
    check: (facts, broken) => checkAgreement(broken, input, facts),
    write: async (transaction, { partnerId, placeId, isOfExample }) => {
      const row = {
        programme: input.programme,
        partner: partnerId,
        place: placeId,
        startedOn: input.startedOn,
        endedOn: input.endedOn ?? null,
        agreementNumber: input.agreementNumber ? normaliseText(input.agreementNumber) : null,
        synthetic: context.viewer.demonstration || isOfExample,
      };
      const id = await insertRow(transaction, Pairing, row);
      return { type: 'Pairing', id, change: row };
    },
  });
}

/** Ends a pairing on a day. */
export async function endPairing(context: WritingContext, input: EndPairingInput): Promise<Written> {
  return write<EndingFacts>(context, {
    action: 'endPairing',
    input,
    load: async (transaction) => {
      const key = keyOf('Pairing', input.pairing);
      // Locked by a statement of its own, so that the next one sees what was logged under it until then.
      await selectOne(transaction, sql`select from pairing where id = ${key}::bigint for no key update`);
      const facts = await selectOne<EndingFacts>(
        transaction,
        sql`
          select id::text as id, partner_id::text as "partnerId", started_on::text as "startedOn", ended_on::text as "endedOn", end_reason as "endReason",
            last_contribution_on(id)::text as "lastContributionOn"
          from pairing where id = ${key}::bigint`,
      );
      if (!facts) throw missing('Pairing', input.pairing);
      return facts;
    },
    permits: ({ partnerId }, viewer) => viewer.partnerId === null || viewer.partnerId === partnerId,
    check: (facts, broken) => checkEnding(broken, input, facts),
    write: async (transaction, { id, endedOn, endReason }) => {
      const change = { endedOn: input.endedOn, endReason: normaliseText(input.reason) };
      await updateRow(transaction, Pairing, id, change);
      return { type: 'Pairing', id, change, before: { endedOn, endReason }, reason: input.reason };
    },
  });
}
