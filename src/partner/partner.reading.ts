import { PART_OF_ITS_OWNER, publicFact } from '../access/visibility.js';
import { isWithin, placeNamed } from '../place/place.reading.js';
import { flag } from '../reading/flag.js';
import { nameContains } from '../reading/name-search.js';
import { partnerReference, placeReference } from '../reading/reference.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { by, NEWEST_FIRST, type Where } from '../reading/statement.js';
import { creditCodeProblem, normaliseCreditCode } from '../shared/credit-code.js';
import { badInput } from '../shared/errors/app-error.js';
import { type Alias, alias, isOneOf, type Sql, sql } from '../shared/sql.js';
import { MergedRecord } from './merged-record.type.js';
import { GOVERNMENTS, Partner } from './partner.entity.js';

declareShape(Partner, {
  table: 'partner',
  standIn: 'kept_id',
  visibility: publicFact((row, { partnerId }) => (partnerId === null ? sql`false` : sql`${row('id')} = ${partnerId}::bigint`)),
  orders: { NAME: by('name_zh'), NEWEST: NEWEST_FIRST },
  filters: {
    kinds: (row, kinds: string[]) => isOneOf(row('kind'), kinds),
    search: (row, text: string) => {
      const code = normaliseCreditCode(text);
      return creditCodeProblem(code) === null ? hasCreditCode(row, code) : nameContains(row, text);
    },
    home: (row, place: string) =>
      sql`exists (select from place home where home.id = ${row('home_id')} and ${isWithin(alias('home'), placeNamed(place))})`,
    parent: (row, partner: string) => sql`${row('parent_id')} = ${partnerReference(partner)}`,
    synthetic: flag('synthetic'),
  },
  searches: ['search'],
});

declareShape(MergedRecord, {
  table: 'partner',
  visibility: PART_OF_ITS_OWNER,
  columns: {
    id: (row) => sql`${row('id')}::text`,
    creditCode: (row) => row('credit_code'),
    nameZh: (row) => row('name_zh'),
    nameEn: (row) => row('name_en'),
    reason: (row) => sql`(select own.reason from partner_merge own where own.merged_id = ${row('id')} and own.undone_at is null)`,
    mergedAt: (row) => sql`(select own.merged_at from partner_merge own where own.merged_id = ${row('id')} and own.undone_at is null)`,
  },
  needs: { formerId: ['id'] },
});

extendShape(Partner, {
  lists: {
    mergedFrom: { to: () => shapeOf(MergedRecord), on: (partner, row) => sql`${row('kept_id')} = ${partner('id')}`, order: (row) => row('id') },
  },
  connections: {
    children: { to: () => shapeOf(Partner), on: (partner, row) => sql`${row('parent_id')} = ${partner('id')}` },
  },
});

/** By the code of any of its records. */
function hasCreditCode(row: Alias, code: string): Sql {
  return sql`${row('id')} = (select coalesce(named.kept_id, named.id) from partner named where named.credit_code = ${code})`;
}

/** The partner with this credit code, or the government of this place: one of the two is named. */
export function hasNaturalKey(creditCode: string | null | undefined, governmentOf: string | null | undefined): Where {
  if ((creditCode == null) === (governmentOf == null)) {
    throw badInput(['creditCode'], 'NATURAL_KEY', {
      zh: '请填 creditCode（信用代码）或 governmentOf（所辖行政区）之一，且只填一个。',
      en: 'Name either creditCode or governmentOf, and only one of them.',
    });
  }
  if (creditCode != null) return (row) => hasCreditCode(row, normaliseCreditCode(creditCode));
  return (row) => sql`${row('id')} = (select coalesce(named.kept_id, named.id) from partner named
    where named.home_id = ${placeReference(governmentOf ?? '')} and ${isOneOf(sql`named.kind`, GOVERNMENTS)})`;
}
