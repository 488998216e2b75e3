import { partnerReference, placeReference } from '../reading/reference.js';
import { normaliseCreditCode } from '../shared/credit-code.js';
import { isOneOf, type Sql, sql } from '../shared/sql.js';
import { normaliseText } from '../shared/text.js';
import { selectTheOne } from '../writing/facts.js';
import type { Written } from '../writing/payload.js';
import { insertRow } from '../writing/rows.js';
import { type WritingContext, write } from '../writing/write.js';
import { GOVERNMENTS, Partner, PartnerKind } from './partner.entity.js';
import type { RegisterPartnerInput } from './partner.input.js';
import { checkRegistration, type RegistrationFacts } from './partner.rules.js';

/** Registers an organisation as a partner. */
export async function registerPartner(context: WritingContext, input: RegisterPartnerInput, idempotencyKey: string): Promise<Written> {
  const { viewer } = context;
  const creditCode = input.creditCode ? normaliseCreditCode(input.creditCode) : null;
  return write<RegistrationFacts>(context, {
    action: 'registerPartner',
    input,
    idempotencyKey,
    load: (transaction) =>
      selectTheOne(
        transaction,
        sql`
          with home as (select ${input.home ? placeReference(input.home) : sql`null::bigint`} as id)
          select home.id::text as "homeId",
            (${input.parent ? partnerReference(input.parent) : sql`null::bigint`})::text as "parentId",
            exists (select from partner where credit_code = ${creditCode}) as "creditCodeTaken",
            ${sql.lit(GOVERNMENTS.includes(input.kind))} and exists (
              select from partner where home_id = home.id and ${isOneOf(sql`kind`, GOVERNMENTS)}) as "governmentTaken",
            ${sql.lit(viewer.demonstration)} or exists (
              select from partner where id = (${input.parent ? partnerReference(input.parent) : sql`null::bigint`}) and synthetic)
              or exists (select from place where place.id = home.id and synthetic) as "isExample",
            exists (
              select from place join place province on province.id = place.province_id
              where place.id = home.id and ${fits(input.kind)}) as "homeFits"
          from home`,
      ),
    permits: () => true,
    check: (facts, broken) => checkRegistration(broken, input, facts),
    write: async (transaction, { homeId, parentId, isExample }) => {
      const row = {
        kind: input.kind,
        nameZh: normaliseText(input.nameZh),
        nameEn: input.nameEn ? normaliseText(input.nameEn) : null,
        creditCode,
        home: homeId,
        parent: parentId,
        synthetic: isExample,
      };
      const id = await insertRow(transaction, Partner, row);
      return { type: 'Partner', id, change: row };
    },
  });
}

/** Which places a government of the kind governs, said of `place` and its `province`. */
function fits(kind: PartnerKind): Sql {
  switch (kind) {
    case PartnerKind.EASTERN_PROVINCE:
      return sql`place.level = 'PROVINCE' and province.code <> '53'`;
    case PartnerKind.EASTERN_DISTRICT:
      return sql`place.level <> 'PROVINCE' and province.code <> '53'`;
    case PartnerKind.LOCAL_GOVERNMENT:
      return sql`place.level in ('PREFECTURE', 'COUNTY') and province.code = '53'`;
    default:
      return sql`true`;
  }
}
