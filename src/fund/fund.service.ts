import { isWithin } from '../place/place.reading.js';
import { partnerReference, placeReference } from '../reading/reference.js';
import type { BrokenRule } from '../shared/errors/app-error.js';
import { alias, type Sql, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectTheOne, TODAY } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { insertRow } from '../writing/rows.js';
import { checkedText } from '../writing/text.rules.js';
import { type WritingContext, write } from '../writing/write.js';
import { Fund } from './fund.entity.js';
import type { OpenFundInput } from './fund.input.js';

interface OpeningFacts {
  readonly partnerId: string | null;
  readonly placeId: string | null;
  readonly placeIsOwn: boolean;
  readonly isInFuture: boolean;
  readonly holderIsExample: boolean;
}

/** Opens a fund for the viewer's partner or place; the programme office opens anybody's. */
export async function openFund(context: WritingContext, input: OpenFundInput, idempotencyKey: string): Promise<Written> {
  const { viewer } = context;
  const partner = input.partner ? partnerReference(input.partner) : sql`${viewer.partnerId}::bigint`;
  const place: Sql = input.place ? placeReference(input.place) : sql`${viewer.placeId}::bigint`;
  return write<OpeningFacts>(context, {
    action: 'openFund',
    input,
    idempotencyKey,
    load: (transaction) =>
      selectTheOne(
        transaction,
        sql`
          select (${partner})::text as "partnerId", (${place})::text as "placeId",
            exists (select from place where place.id = ${place} and ${isWithin(alias('place'), sql`${viewer.placeId}::bigint`)}) as "placeIsOwn",
            ${input.openedOn}::date > ${TODAY} as "isInFuture",
            exists (select from partner where id = ${partner} and synthetic) or exists (select from place where id = ${place} and synthetic) as "holderIsExample"`,
      ),
    permits: ({ partnerId, placeIsOwn }) => {
      if (viewer.role === 'PROGRAMME_OFFICE') return true;
      // A place does not hold money in a partner's name.
      return viewer.partnerId === null ? partnerId === null && placeIsOwn : viewer.partnerId === partnerId;
    },
    check: ({ partnerId, placeId, isInFuture }, broken) => checkOpening(broken, input, partnerId ?? placeId, isInFuture),
    write: async (transaction, { partnerId, placeId, holderIsExample }) => {
      const row = {
        programme: input.programme,
        nameZh: normaliseText(input.nameZh),
        nameEn: input.nameEn ? normaliseText(input.nameEn) : null,
        partner: partnerId,
        place: placeId,
        openedOn: input.openedOn,
        synthetic: viewer.demonstration || holderIsExample,
      };
      const id = await insertRow(transaction, Fund, row);
      return { type: 'Fund', id, change: row };
    },
  });
}

function checkOpening(broken: BrokenRule[], input: OpenFundInput, holderId: string | null, isInFuture: boolean): void {
  checkedText(broken, ['input', 'nameZh'], input.nameZh, { max: 200 });
  checkedText(broken, ['input', 'nameEn'], input.nameEn, { max: 200 });
  if (holderId === null) {
    broken.push({
      code: 'HOLDER_MISSING',
      path: ['input', 'partner'],
      messages: { zh: '资金池须有持有的帮扶方或行政区。', en: 'A fund needs a partner or a place that holds it.' },
    });
  }
  if (isInFuture) {
    broken.push({
      code: 'DATE_IN_FUTURE',
      path: ['input', 'openedOn'],
      messages: { zh: `日期 ${input.openedOn} 在将来。`, en: `The date ${input.openedOn} lies in the future.` },
    });
  }
}
