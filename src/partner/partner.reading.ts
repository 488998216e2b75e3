import { publicFact } from '../access/visibility.js';
import { isWithin, placeNamed } from '../place/place.reading.js';
import { flag } from '../reading/flag.js';
import { nameContains } from '../reading/name-search.js';
import { partnerReference, placeReference } from '../reading/reference.js';
import { declareShape, extendShape, shapeOf } from '../reading/shape.js';
import { by, NEWEST_FIRST, type Where } from '../reading/statement.js';
import { creditCodeProblem, normaliseCreditCode } from '../shared/credit-code.js';
import { badInput } from '../shared/errors/app-error.js';
import { alias, isOneOf, sql } from '../shared/sql.js';
import { GOVERNMENTS, Partner } from './partner.entity.js';

declareShape(Partner, {
  table: 'partner',
  visibility: publicFact((row, { partnerId }) => (partnerId === null ? sql`false` : sql`${row('id')} = ${partnerId}::bigint`)),
  orders: { NAME: by('name_zh'), NEWEST: NEWEST_FIRST },
  filters: {
    kinds: (row, kinds: string[]) => isOneOf(row('kind'), kinds),
    search: (row, text: string) => {
      const code = normaliseCreditCode(text);
      return creditCodeProblem(code) === null ? sql`${row('credit_code')} = ${code}` : nameContains(row, text);
    },
    home: (row, place: string) =>
      sql`exists (select from place home where home.id = ${row('home_id')} and ${isWithin(alias('home'), placeNamed(place))})`,
    parent: (row, partner: string) => sql`${row('parent_id')} = ${partnerReference(partner)}`,
    synthetic: flag('synthetic'),
  },
  searches: ['search'],
});

extendShape(Partner, {
  connections: {
    children: { to: () => shapeOf(Partner), on: (partner, row) => sql`${row('parent_id')} = ${partner('id')}` },
  },
});

/** The partner with this credit code, or the government of this place: one of the two is named. */
export function hasNaturalKey(creditCode: string | null | undefined, governmentOf: string | null | undefined): Where {
  if ((creditCode == null) === (governmentOf == null)) {
    throw badInput(['creditCode'], 'NATURAL_KEY', {
      zh: '请填 creditCode（信用代码）或 governmentOf（所辖行政区）之一，且只填一个。',
      en: 'Name either creditCode or governmentOf, and only one of them.',
    });
  }
  if (creditCode != null) return (row) => sql`${row('credit_code')} = ${normaliseCreditCode(creditCode)}`;
  return (row) => sql`${row('home_id')} = ${placeReference(governmentOf ?? '')} and ${isOneOf(row('kind'), GOVERNMENTS)}`;
}
